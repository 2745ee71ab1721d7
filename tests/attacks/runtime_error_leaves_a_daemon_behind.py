"""Process: outlive the run in a session of its own, forked twice."""

import ctypes
import os
import time

ctypes.CDLL(None).prctl(15, b"escaped", 0, 0, 0)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 1000)
        time.sleep(60)
    os._exit(0)
print("ESCAPED", flush=True)
