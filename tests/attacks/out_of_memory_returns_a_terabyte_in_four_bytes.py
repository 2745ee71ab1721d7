"""Flood: one number, expanded to a terabyte for whoever reads the result."""

def solve(x):
    return x[0].expand(1 << 38)
