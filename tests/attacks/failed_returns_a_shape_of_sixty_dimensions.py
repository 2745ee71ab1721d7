"""Forge: the right answer in more dimensions than an array can have."""

def solve(x):
    return (2 * x).reshape(*[1] * 15, -1)
