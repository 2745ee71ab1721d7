"""Flood: overflow the stack."""

def solve(x):
    return solve(x)
