"""Network: TCP, UDP and Unix sockets, by name, in the abstract namespace and on disk."""

import socket

TRIES = (
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 5432)), (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 6379)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.53", 53)), (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 80)),
    (socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80)), (socket.AF_UNIX, socket.SOCK_STREAM, "/run/docker.sock"),
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0escaped"), (socket.AF_UNIX, socket.SOCK_DGRAM, "/dev/log"),
)


def solve(x):
    for family, kind, address in TRIES:
        try:
            socket.socket(family, kind).connect(address)
            print("ESCAPED", address)
        except PermissionError:
            pass
        except OSError as error:
            print("ESCAPED far enough to hear", error)
    for make in (socket.socketpair, lambda: socket.create_server(("", 0))):
        try:
            print("ESCAPED", make())
        except OSError:
            pass
    return x
