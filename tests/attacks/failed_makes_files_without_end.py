"""Flood: use up the inodes with a million empty files."""

import os


def solve(x):
    made = 0
    try:
        for made in range(20_000):
            os.close(os.open(f"file{made}", os.O_CREAT | os.O_WRONLY))
        print("ESCAPED")
    except OSError:
        pass
    return x
