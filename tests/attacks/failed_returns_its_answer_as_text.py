"""Forge: the right answer as text, for a comparison of what is printed."""

def solve(x):
    return str(2 * x)
