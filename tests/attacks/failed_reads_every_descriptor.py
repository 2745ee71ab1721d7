"""Steal: the referee's job, from a descriptor that was left open."""

import os

OURS = {0, 1, 2, 4}  # nothing, the output twice, the link


def solve(x):
    for fd in range(1024):
        try:
            os.fstat(fd)
        except OSError:
            continue
        if fd not in OURS:
            print("ESCAPED", fd)
    if os.read(0, 100):
        print("ESCAPED stdin")
    return x
