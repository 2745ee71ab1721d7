"""Time: sleep in C while it holds the interpreter's lock."""

import ctypes


def solve(x):
    while True:
        ctypes.PyDLL(None).usleep(900_000)
