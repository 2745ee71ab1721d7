"""Network: descriptors sent to the referee, or the link through itself so that nobody can close it."""

import array
import os
import socket


def solve(x):
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
    for fd in (4, os.open(".", os.O_RDONLY)):
        try:
            link.sendmsg([b"!"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])
            print("ESCAPED by sending")
        except OSError:
            pass
    try:
        link.recvmsg(1, 1024, socket.MSG_DONTWAIT)
        print("ESCAPED by receiving")
    except PermissionError:
        pass
    except OSError as error:
        print("ESCAPED far enough to hear", error)
    link.detach()
    return x
