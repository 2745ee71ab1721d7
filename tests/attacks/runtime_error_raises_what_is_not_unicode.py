"""Forge: end whoever stores a message with lone surrogates."""

def solve(x):
    raise ValueError("\ud800" * 1000)
