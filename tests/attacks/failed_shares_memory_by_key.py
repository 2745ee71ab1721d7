"""Write: System V memory, queues and semaphores, which outlive their maker."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


KEY = 0x65736361


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        "shmget": (29, KEY, 4096, 0o1666), "msgget": (68, KEY, 0o1666), "semget": (64, KEY, 1, 0o1666),
        "private shmget": (29, 0, 4096, 0o1600), "shmat": (30, 0, 0, 0), "shmctl": (31, 0, 0, 0), "msgctl": (71, 0, 3, 0),
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    return x
