"""Flood: fill the worker's memory with what it writes to the error stream."""

import sys


def solve(x):
    while True:
        sys.stderr.write("y" * 1000)
