"""Flood: output from native threads, while Python waits."""

import os
import threading


def flood():
    while True:
        os.write(1, b"z" * 4096)
        os.write(2, b"z" * 4096)


def solve(x):
    threads = [threading.Thread(target=flood) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
