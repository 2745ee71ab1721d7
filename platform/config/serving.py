"""Check that the site can run here, prepare what is missing, and run its programs together."""

from __future__ import annotations

import errno
import fcntl
import http.client
import os
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.conf import settings

from config import broker, preparation, programs
from config.supervisor import Supervisor

_NEEDED_BYTES = 200 * 1024**2


class ServeError(Exception):
    """One sentence on why the site can't start."""


def serve(host: str, port: int, say: Callable[[str], None]) -> int:
    """Run until stopped; return the exit status.

    Raises:
        ServeError, BrokerError, CommandError, OperationalError: the site can't start; each holds a sentence.
    """
    check_system()
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with claim_clone(url):
        check_port(host, port)
        with Supervisor(lambda line: say(f"  {line}")) as supervisor:
            _start_broker(supervisor, say)
            password = _prepare(say)
            events_port = free_port_after(host, port)
            supervisor.start(programs.web(host, port, events_port=events_port))
            supervisor.start(programs.worker())

            def announce() -> None:
                supervisor.start(programs.events(host, events_port))
                supervisor.start(programs.beat())
                if password:
                    say(f"  sign in as {preparation.ADMIN_NAME} with the password {password} (shown only this once)")
                say(f"Forward Pass is at {url}")

            return supervisor.run(is_ready=lambda: answers(host, port), on_ready=announce)


def check_system() -> None:
    if not sys.platform.startswith("linux"):
        raise ServeError("Forward Pass runs on Linux only, because it confines lab code with Linux's own means.")
    state = Path(settings.STATE_DIR)
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ServeError(f"{state} can't be made ({problem.strerror}); set STATE_DIR to a folder of yours.") from None
    free = shutil.disk_usage(state).free
    if free < _NEEDED_BYTES:
        raise ServeError(
            f"The disk is full: {state} has {free // 1024**2} MB left and the site needs {_NEEDED_BYTES // 1024**2} MB."
        )


class claim_clone:  # noqa: N801  # a context manager reads as a phrase
    """Hold this clone for one supervisor; the kernel lets go of the lock even when it is killed."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        self._file: IO[str] = (Path(settings.STATE_DIR) / "serve.lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            where = self._file.read().strip() or "starting"
            self._file.close()
            raise ServeError(f"Forward Pass runs in this clone already ({where}); stop it with Ctrl-C first.") from None
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}, {self._url}")
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        self._file.close()


def check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise ServeError(f"{port} is not a port; give a number up to 65535.") from None
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise ServeError(
                    f"Port {port} is taken by another program; choose another with `make run PORT={port + 1}`."
                ) from None
            raise ServeError(f"{host}:{port} can't be listened on: {problem.strerror}.") from None


def free_port_after(host: str, port: int) -> int:
    """Return the next port when it is free, else one that the system picks."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port + 1))
        except (OSError, OverflowError):
            probe.bind((host, 0))
        chosen: int = probe.getsockname()[1]
        return chosen


def answers(host: str, port: int) -> bool:
    """Whether anything speaks HTTP at the address; what it says is for the probes to judge."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # a comparison, not a binding
    connection = http.client.HTTPConnection(reachable, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _start_broker(supervisor: Supervisor, say: Callable[[str], None]) -> None:
    if settings.REDIS_URL:
        if not broker.answers(settings.REDIS_URL):
            raise ServeError("The server that REDIS_URL names does not answer.")
        say("  broker: the server that REDIS_URL names")
        return
    data_dir = Path(settings.STATE_DIR) / "broker"
    found = broker.start_or_adopt(supervisor, socket=settings.BROKER_SOCKET, data_dir=data_dir)
    say(f"  broker: {'found running' if found else 'started'}")


def _prepare(say: Callable[[str], None]) -> str | None:
    """Do what is missing, a line for each step; return the administrator's new password, if one was made."""
    migrations = preparation.migrate()
    say(f"  database: {f'{migrations} migrations applied' if migrations else 'up to date'}")
    say(f"  static files: {'collected' if preparation.collect_static() else 'up to date'}")
    loaded = preparation.load_content(fresh_database=migrations > 0)
    say(f"  content: {'loaded' if loaded else 'up to date'}")
    return preparation.make_admin_account()
