"""Forge: overflow the stack of whoever walks its result."""

def solve(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
