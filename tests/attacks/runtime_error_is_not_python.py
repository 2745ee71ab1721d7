"""Forge: end whoever parses it."""

def solve(x) return x
