"""Flood: a file of a terabyte that costs nothing until it is copied."""

import os


def solve(x):
    fd = os.open("giant", os.O_CREAT | os.O_RDWR)
    for deed in (
        lambda: os.ftruncate(fd, 1 << 40), lambda: os.truncate("giant", 1 << 33), lambda: os.posix_fallocate(fd, 0, 1 << 30),
        lambda: os.pwrite(fd, b"end", 1 << 40), lambda: os.ftruncate(fd, 80 << 20),
    ):
        try:
            deed()
        except OSError:
            pass
    if os.fstat(fd).st_size > 64 << 20:
        print("ESCAPED", os.fstat(fd).st_size)
    return x
