"""Flood: text that fills the report."""

def solve(x):
    return "x" * (4 << 20)
