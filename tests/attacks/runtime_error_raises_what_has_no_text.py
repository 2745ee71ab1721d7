"""Forge: end whoever asks an exception for its text or its class for its name."""

class Nameless(Exception):
    def __str__(self):
        raise ValueError("\ud800")


Nameless.__name__ = "x" * (1 << 21)


def solve(x):
    raise Nameless
