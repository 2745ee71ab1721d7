import sys


def solve(x):
    while True:
        sys.stderr.write("y" * 1000)
