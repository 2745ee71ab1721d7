"""Time: a result whose class never says its name."""

class Endless(type):
    @property
    def __name__(cls):
        while True:
            pass


class Result(metaclass=Endless):
    pass


def solve(x):
    return Result()
