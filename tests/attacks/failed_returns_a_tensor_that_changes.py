"""Forge: a tensor that a thread keeps writing to, so that two readers see two."""

import threading


def solve(x):
    value = x.clone()

    def write():
        while True:
            value.copy_(x * 3)
            value.copy_(x * 5)

    value.copy_(x * 3)
    threading.Thread(target=write, daemon=True).start()
    return value
