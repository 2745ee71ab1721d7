"""Process: outlive the run in a thread that is waited for."""

import ctypes
import threading
import time


def solve(x):
    ctypes.CDLL(None).prctl(15, b"escaped", 0, 0, 0)
    threading.Thread(target=lambda: time.sleep(3600)).start()
    return x
