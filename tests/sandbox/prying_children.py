# ruff: noqa: PTH102, PTH104, PTH106, PTH108, PTH109, PTH115, PTH123, PTH208, SIM115 - system calls, spelled out
"""Children that try what a PID, IPC, network or mount namespace would stop, for hosts that give none."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from sandbox.frames import Frame, receive, send

_F_SETOWN, _F_SETSIG = 8, 10
_libc = ctypes.CDLL(None, use_errno=True)


def shows_itself(channel: socket.socket, link: socket.socket) -> None:
    """Write a secret into the own folder, tell the peer where it is, and wait to be attacked."""
    with open("secret", "w") as file:
        file.write("the neighbour's")
    send(link, Frame([os.getpid(), os.getcwd()]))
    receive(link)


def pries(channel: socket.socket, link: socket.socket) -> None:
    """Try everything; the payload names files to read and processes to disturb."""
    asked = receive(channel).tree
    neighbour, folder = receive(link).tree
    files = [*asked["files"], f"{folder}/secret"]
    processes = {**asked["processes"], "neighbour": neighbour}
    results = {"here": os.getcwd(), "listing": os.listdir("."), "uid": os.getuid()}
    results["read"] = _try({path: partial(open, path) for path in files})
    results["listed"] = _try({path: partial(os.listdir, path) for path in ("/", "/tmp", "/proc", f"{folder}/..")})
    results["written"] = _try({path: partial(open, path, "a") for path in (*files, f"{folder}/new", "/tmp/new")})
    results["disturbed"] = _try(
        {f"{deed} {who}": partial(act, pid) for who, pid in processes.items() for deed, act in _DEEDS.items()}
    )
    results["made"] = _try({**_OWN, **{f"touch {path}": partial(os.utime, path) for path in files}})
    send(channel, Frame(results))


def _try(attempts: dict[str, Callable[[], Any]]) -> dict[str, str]:
    results = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except Exception as error:
            results[name] = type(error).__name__
        else:
            results[name] = "allowed"
    return results


def _call(number: int, *arguments: Any) -> int:
    """Make a system call of x86-64, whose numbers these are. Raises OSError."""
    result = _libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result < 0:
        raise OSError(ctypes.get_errno(), errno.errorcode[ctypes.get_errno()])
    return int(result)


def _sigio(pid: int) -> None:
    """Have the kernel send a signal of our choice when a pipe has something to read."""
    fd = os.pipe()[0]
    _call(72, fd, _F_SETOWN, pid)
    _call(72, fd, _F_SETSIG, signal.SIGKILL)


_LIMIT = (ctypes.c_ulong * 2)(1, 1)
_DEEDS: dict[str, Callable[[int], Any]] = {
    "kill": lambda pid: os.kill(pid, signal.SIGKILL),
    "ask after": lambda pid: os.kill(pid, 0),
    "kill the group of": lambda pid: os.kill(-pid, signal.SIGKILL),
    "tkill": lambda pid: _call(200, pid, 9),
    "tgkill": lambda pid: _call(234, pid, pid, 9),
    "queue a signal to": lambda pid: _call(129, pid, 9, ctypes.byref(_LIMIT)),
    "send SIGIO to": _sigio,
    "pidfd_open": lambda pid: _call(434, pid, 0),
    "limit": lambda pid: _call(302, pid, 7, ctypes.byref(_LIMIT), 0),
    "ask for limits of": lambda pid: _call(302, pid, 7, 0, ctypes.byref(_LIMIT)),
    "pin": lambda pid: _call(203, pid, 8, ctypes.byref(_LIMIT)),
    "slow down": lambda pid: _call(141, 0, pid, 19),
    "ptrace": lambda pid: _call(101, 16, pid, 0, 0),
    "read the memory of": lambda pid: _call(310, pid, 0, 0, 0, 0, 0),
    "see the files of": lambda pid: os.readlink(f"/proc/{pid}/fd/0"),
    "see the folder of": lambda pid: os.readlink(f"/proc/{pid}/cwd"),
}
_OWN: dict[str, Callable[[], Any]] = {
    "write": lambda: open("mine", "w").write("x"),
    "write again": lambda: open("mine", "a").write("y"),
    "make a folder": lambda: os.mkdir("folder"),
    "start a thread": lambda: threading.Thread(target=int).start(),
    "signal itself": lambda: os.kill(os.getpid(), 0),
    "ask for its limits": lambda: _call(302, 0, 7, 0, ctypes.byref(_LIMIT)),
    "remove": lambda: os.unlink("mine"),
    "rename": lambda: os.rename("mine", "yours"),
    "remove a folder": lambda: os.rmdir("folder"),
    "write without a name": lambda: os.open(".", os.O_TMPFILE | os.O_RDWR, 0o600),
    "truncate by path": lambda: os.truncate("mine", 0),
    "fork": os.fork,
    "open a socket": socket.socket,
    "open a pair of sockets": socket.socketpair,
    "get System V shared memory": lambda: _call(29, 0, 4096, 0o1600),
    "get a System V semaphore": lambda: _call(64, 0, 1, 0o1600),
    "get a System V queue": lambda: _call(68, 0, 0o1600),
    "open a POSIX queue": lambda: _call(240, b"queue", os.O_CREAT | os.O_RDWR, 0o600, 0),
    "open POSIX shared memory": lambda: os.open("/dev/shm/x", os.O_CREAT | os.O_RDWR),
    "signal everybody": lambda: os.kill(-1, signal.SIGKILL),
    "become root": lambda: os.setuid(0),
}


def makes_big_files(channel: socket.socket, link: socket.socket) -> None:
    """Fill the folder with files that are each within the limit of one; say what is there, then wait."""
    for number in range(8):
        with open(f"file{number}", "wb") as file:
            file.write(bytes(900_000))
    receive(channel)
    receive(channel)


def makes_many_files(channel: socket.socket, link: socket.socket) -> None:
    for number in range(5000):
        open(f"file{number}", "w").close()
    receive(channel)
    receive(channel)


def digs_deep(channel: socket.socket, link: socket.socket) -> None:
    """Make folders in folders that nobody may list, deeper than any path can name."""
    for _ in range(3000):
        os.mkdir("d", 0o300)
        os.chdir("d")
    receive(channel)
    receive(channel)


def makes_one_big_file(channel: socket.socket, link: socket.socket) -> None:
    with open("big", "wb") as file:
        file.write(bytes(3 << 20))
