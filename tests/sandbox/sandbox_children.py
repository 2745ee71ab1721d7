# ruff: noqa: PTH101, PTH109, PTH123, PTH208, SIM115 - the attempts are system calls, spelled out
"""What children do in these tests; the test warden loads it instead of torch, so that it starts in a moment."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
import sys
import threading
import time

from sandbox.frames import Frame, receive, send


def nothing(channel: socket.socket, link: socket.socket) -> None:
    """End at once."""


def answers(channel: socket.socket, link: socket.socket) -> None:
    asked = receive(channel)
    print("said aloud")
    send(channel, Frame({"tree": asked.tree, "bytes": len(asked.blob)}))


def asks_its_peer(channel: socket.socket, link: socket.socket) -> None:
    send(link, Frame("ping"))
    send(channel, Frame(receive(link).tree))


def answers_its_peer(channel: socket.socket, link: socket.socket) -> None:
    send(link, Frame([receive(link).tree, "pong"]))
    sleeps(channel, link)


def exits_with_three(channel: socket.socket, link: socket.socket) -> None:
    os._exit(3)


def raises(channel: socket.socket, link: socket.socket) -> None:
    raise ValueError("the child's own words")


def crashes(channel: socket.socket, link: socket.socket) -> None:
    ctypes.string_at(0)


def sleeps(channel: socket.socket, link: socket.socket) -> None:
    send(channel, Frame("started"))
    time.sleep(1000)


def holds_memory(channel: socket.socket, link: socket.socket) -> None:
    held = b"x" * (64 << 20)
    send(channel, Frame(len(held)))


PREPARED_BY: list[int] = []


def opens_a_context() -> None:
    """Stand in for opening a device: what a child does in its own process while it waits."""
    PREPARED_BY.append(os.getpid())


def tells_its_context(channel: socket.socket, link: socket.socket) -> None:
    send(channel, Frame([PREPARED_BY, os.getpid()]))


def finds_no_device() -> None:
    raise OSError("the device is gone")


def holds_threads(channel: socket.socket, link: socket.socket) -> None:
    """Start as many threads as it may and keep them, with the peer's leave to start its own."""
    threading.stack_size(65536)
    count = 0
    with contextlib.suppress(RuntimeError):
        while True:
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            count += 1
    send(channel, Frame(count))
    send(link, Frame("go"))
    receive(link)


def starts_a_thread(channel: socket.socket, link: socket.socket) -> None:
    receive(link)
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    send(channel, Frame("a thread ran"))
    send(link, Frame("done"))
    sleeps(channel, link)


def burns(channel: socket.socket, link: socket.socket) -> None:
    while True:
        pass


def allocates(channel: socket.socket, link: socket.socket) -> None:
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def floods(channel: socket.socket, link: socket.socket) -> None:
    while True:
        os.write(1, b"x" * 4096)


def writes_no_frame(channel: socket.socket, link: socket.socket) -> None:
    channel.sendall(b"\0" * 100)
    time.sleep(1000)


def looks_around(channel: socket.socket, link: socket.socket) -> None:
    """Tell what can be seen and done from inside."""
    send(channel, Frame({"seen": _seen(), "refused": _refused()}))


def _seen() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "uid": os.getuid(),
        "groups": os.getgroups(),
        "environment": sorted(os.environ),
        "root": sorted(os.listdir("/dev")),
        "box": os.listdir("/box"),
        "here": os.getcwd(),
        "modules_with_path": [path for path in sys.path if "platform" in path],
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "files": resource.getrlimit(resource.RLIMIT_NOFILE),
        "descriptors": _open_descriptors(),
    }


def _open_descriptors() -> list[int]:
    found = []
    for fd in range(256):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found.append(fd)
    return found


def _refused() -> dict[str, str]:
    attempts = {
        "list the root": lambda: os.listdir("/"),
        "read /proc": lambda: os.listdir("/proc/self"),
        "write to the library": lambda: open(os.__file__ + ".new", "w"),
        "write to /": lambda: open("/new", "w"),
        "fork": os.fork,
        "start a program": lambda: os.execv(sys.executable, ["python"]),
        "open a socket": socket.socket,
        "signal the parent": lambda: os.kill(os.getppid() or 2, 9),
        "become root": lambda: os.setuid(0),
        "change modes": lambda: os.chmod("/box", 0o777),
        "fill the disk": lambda: _write("/box/big", 3 << 20),
        "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_NPROC, (4096, 4096)),
    }
    results = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except Exception as error:
            results[name] = type(error).__name__
        else:
            results[name] = "allowed"
    return results


def _write(path: str, size: int) -> None:
    with open(path, "wb") as file:
        file.write(bytes(size))
