"""Time: a loop in __del__, whose exceptions nobody hears."""

class Kept:
    def __del__(self):
        while True:
            pass


def solve(x):
    Kept()
    return x
