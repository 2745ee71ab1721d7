"""Time: one operation of Python that takes hours."""

def solve(x):
    return 7 ** (7**12) % 10
