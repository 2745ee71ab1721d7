"""Flood: a whole number that takes hours to write down."""

def solve(x):
    return 1 << 4_000_000
