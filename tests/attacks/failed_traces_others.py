"""Process: trace, inspect or take descriptors from the referee, the warden and itself."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


others = (os.getppid(), 1, *range(2, 40))


def solve(x):
    if os.uname().machine != "x86_64":
        return x
    calls = {
        "ptrace me": (101, 0, 0, 0, 0), "pidfd of itself": (434, os.getpid(), 0), "pidfd of a thread": (434, os.getpid(), 0x80),
        **{f"attach {pid}": (101, 16, pid, 0, 0) for pid in others},
        **{f"seize {pid}": (101, 0x4206, pid, 0, 0) for pid in others},
        **{f"pidfd {pid}": (434, pid, 0) for pid in others},
        **{f"getfd {fd}": (438, fd, 3, 0) for fd in range(8)},
        **{f"signal by {fd}": (424, fd, 0, 0, 0) for fd in range(8)},
        **{f"kcmp {pid}": (312, os.getpid(), pid, 0, 4, 4) for pid in others},
        **{f"writev {pid}": (311, pid, 0, 0, 0, 0, 0) for pid in others},
        **{f"wait by {fd}": (247, 3, fd, 0, 5, 0) for fd in range(8)},
    }
    for name, arguments in calls.items():
        if call(*arguments) >= 0:
            print("ESCAPED", name)
    return x
