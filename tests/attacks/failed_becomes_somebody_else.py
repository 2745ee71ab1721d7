"""Process: another user, another group, capabilities."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


header = (ctypes.c_uint32 * 2)(0x20080522, 0)


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        "setuid": (105, 0), "setgid": (106, 0), "setreuid": (113, 0, 0), "setregid": (114, 0, 0), "setresuid": (117, 0, 0, 0),
        "setresgid": (119, 0, 0, 0), "setgroups": (116, 1, ctypes.byref(ctypes.c_int(0))), "setfsuid": (122, 0), "setfsgid": (123, 0),
        "own setuid": (105, os.getuid()), "capset": (126, header, (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)),
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    if os.getuid() == 0 or os.geteuid() == 0:
        print("ESCAPED as root")
    return x
