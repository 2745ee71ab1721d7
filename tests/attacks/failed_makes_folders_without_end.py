"""Flood: a path that is deeper than any program can walk."""

import os


def solve(x):
    try:
        for depth in range(20_000):
            os.mkdir("d")
            os.chdir("d")
        print("ESCAPED")
    except OSError:
        pass
    return x
