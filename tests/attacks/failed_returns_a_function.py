"""Forge: a function that would answer when it is called."""

def solve(x):
    return lambda *arguments: 2 * x
