import threading
import time


def solve(x):
    threading.Thread(target=lambda: time.sleep(3600)).start()
    return x
