"""Forge: a dict with two values under one key, so that two readers see two answers."""

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
    frame = encode({**reply, "value": x, "args": []})
    frame.tree[1].append(["value", ["T", "float32", list(x.shape), x.numel() * 4, x.numel() * 4]])
    send(link, Frame(frame.tree, bytes(frame.blob) + bytes(encode(2 * x).blob)))
