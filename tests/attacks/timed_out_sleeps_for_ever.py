"""Time: sleep, which no processor time limit ends."""

import time


def solve(x):
    time.sleep(1000)
