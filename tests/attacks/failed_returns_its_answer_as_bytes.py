"""Forge: the bytes of the right answer."""

def solve(x):
    return (2 * x).numpy().tobytes()
