"""Time: a regular expression that backtracks for years in native code."""

import re


def solve(x):
    return re.match(r"(a+)+$", "a" * 60 + "b")
