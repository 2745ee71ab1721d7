"""Forge: infinity, from which every distance is infinite."""

def solve(x):
    return x * float("inf")
