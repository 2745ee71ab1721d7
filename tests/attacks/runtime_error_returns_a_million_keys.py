"""Flood: a dict of a million keys for the referee to read."""

KEYS = dict.fromkeys(map(str, range(1_000_000)))


def solve(x):
    return KEYS
