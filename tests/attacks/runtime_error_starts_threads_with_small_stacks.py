"""Process: thousands of threads, which cost no memory."""

import threading
import time

threading.stack_size(32768)
started = 0
while True:
    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
    started += 1
    if started == 2000:
        print("ESCAPED")
