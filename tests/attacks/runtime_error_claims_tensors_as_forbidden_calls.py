"""Forge: end the referee by names of calls that are no names."""

import socket
import sys

import torch
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
send(link, encode({"id": number, "value": None, "forbidden": [torch.zeros(3), {}]}))
receive(link)
