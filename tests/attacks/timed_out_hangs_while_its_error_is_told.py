"""Time: an exception whose text is never done."""

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def solve(x):
    raise Endless
