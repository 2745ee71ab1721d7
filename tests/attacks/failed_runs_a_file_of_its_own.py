"""Process: a program from its own folder, also by the loader and by a descriptor."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    return libc.syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))


def solve(x):
    with open("program", "w") as file:
        file.write("#!/bin/sh\necho ESCAPED\n")
    fd = os.open("program", os.O_RDONLY)
    for path, *arguments in (("./program",), ("/bin/sh", "-c", "echo ESCAPED"), ("/lib64/ld-linux-x86-64.so.2", "./program"), (fd,)):
        try:
            os.execve(path, ["program", *arguments], {})
        except (OSError, TypeError):
            pass
    if os.uname().machine == "x86_64" and call(322, fd, b"", 0, 0, 0x1000) >= 0:
        print("ESCAPED execveat")
    try:
        ctypes.CDLL("./program")
        print("ESCAPED dlopen")
    except OSError:
        pass
    return x
