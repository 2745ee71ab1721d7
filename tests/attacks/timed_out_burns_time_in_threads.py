"""Time: use more processor time than one thread could."""

import threading


def burn():
    while True:
        pass


def solve(x):
    for _ in range(8):
        threading.Thread(target=burn, daemon=True).start()
    burn()
