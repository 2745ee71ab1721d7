"""Time: a standard output that is never flushed."""

import sys


class Endless:
    def write(self, text):
        return len(text)

    def flush(self):
        while True:
            pass


sys.stdout = Endless()


def solve(x):
    return x
