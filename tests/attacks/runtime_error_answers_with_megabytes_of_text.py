"""Forge: fill the report with megabytes of error message."""

import socket
import sys

from sandbox.frames import receive, send
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
text = "x" * (1 << 20)
while True:
    number = receive(link).tree[1][0][1]
    error = {"kind": text, "message": text, "traceback": text}
    send(link, encode({"id": number, "error": error, "forbidden": []}))
