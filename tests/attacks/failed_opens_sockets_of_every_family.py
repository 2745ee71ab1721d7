"""Network: a socket of any family: TCP, Unix, netlink, packets, vsock, crypto, Bluetooth."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


pair = ctypes.byref((ctypes.c_int * 2)())


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        **{f"socket {family} {kind}": (41, family, kind, 0) for family in range(46) for kind in (1, 2, 3, 5)},
        **{f"socketpair {kind}": (53, 1, kind, 0, pair) for kind in (1, 2, 5)},
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    return x
