"""Forge: the right numbers in float64, which compare equal."""

def solve(x):
    return (2 * x).double()
