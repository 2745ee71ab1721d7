"""Network: a socket, made while loading."""

import socket

s = socket.socket()
print("ESCAPED")


def solve(x):
    return 2 * x
