"""Network: out-of-band data on the link, a seldom trodden path of the kernel."""

import socket


def solve(x):
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=4)
    try:
        link.send(b"!", socket.MSG_OOB)
        print("ESCAPED by sending")
    except OSError:
        pass
    try:
        link.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT)
        print("ESCAPED by receiving")
    except PermissionError:
        pass
    except OSError as error:
        print("ESCAPED far enough to hear", error)
    link.detach()
    return x
