"""Time: a deadlock, which no processor time limit ends."""

import threading


def solve(x):
    lock = threading.Lock()
    with lock, lock:
        return x
