import socket
import sys

import torch
from sandbox.frames import pack, receive, send
from sandbox.wire import encode

frame = sys._getframe()
while "asked" not in frame.f_locals:
    frame = frame.f_back
number = frame.f_locals["asked"]["id"]
link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
send(link, encode({"id": number, "value": None, "forbidden": [torch.zeros(3), {}]}))
receive(link)
