"""Forge: a tensor of another layout, which the referee would have to make sense of."""

def solve(x):
    return (2 * x).to_sparse()
