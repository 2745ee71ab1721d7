"""Forge: the right answer with a dimension more, which broadcasts against the expected one."""

def solve(x):
    return (2 * x).unsqueeze(0)
