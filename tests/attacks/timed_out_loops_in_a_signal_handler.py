"""Time: a loop in a handler, where no other signal is looked at."""

import signal


def loop(*_):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass


signal.signal(signal.SIGUSR1, loop)


def solve(x):
    signal.raise_signal(signal.SIGUSR1)
    return x
