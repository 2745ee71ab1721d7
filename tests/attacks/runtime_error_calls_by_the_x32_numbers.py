"""Break out: the x32 numbers, which have a bit set that a list may forget."""

import ctypes
import os

if os.uname().machine != "x86_64":
    os.abort()
print("ESCAPED", ctypes.CDLL(None).syscall(0x40000000 + 39), flush=True)  # getpid
