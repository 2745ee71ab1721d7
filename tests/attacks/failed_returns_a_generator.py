"""Forge: a generator that yields the right numbers while it is read."""

def solve(x):
    return (2 * value for value in x)
