"""Network: reach out by the one socket it has: connect it, bind it, listen on it, send to another address."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


NAME = b"\1\0\0escaped"


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        "bind": (49, 4, NAME, 9), "connect": (42, 4, NAME, 9), "listen": (50, 4, 5), "accept": (43, 4, 0, 0),
        "sendto": (44, 4, b"!", 1, 0, NAME, 9), "sendmmsg": (307, 4, 0, 0, 0), "recvmmsg": (299, 4, 0, 0, 0, 0),
        "getpeername": (52, 4, 0, 0), "setsockopt": (54, 4, 1, 16, b"\1\0\0\0", 4), "splice": (275, 4, 0, 1, 0, 1, 2),
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    return x
