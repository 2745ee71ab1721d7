"""Flood: memory that Python's own counting does not see, mapped and touched."""

import mmap

kept = []


def solve(x):
    for _ in range(500):
        piece = mmap.mmap(-1, 4 << 20)
        for at in range(0, len(piece), 4096):
            piece[at] = 1
        kept.append(piece)
    print("ESCAPED")
