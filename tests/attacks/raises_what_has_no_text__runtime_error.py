class Nameless(Exception):
    def __str__(self):
        raise ValueError("\ud800")


Nameless.__name__ = "x" * (1 << 21)


def solve(x):
    raise Nameless
