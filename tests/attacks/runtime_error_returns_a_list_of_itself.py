"""Flood: ten lists of ten lists, nine deep, that are one list."""

def solve(x):
    value = 2
    for _ in range(12):
        value = [value] * 10
    return value
