"""Why the site refuses to start, and that one command serves all of it."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest
import pytest_django
from django.conf import settings as configured

from config import serving
from config.serving import ServeError

PATIENCE_SECONDS = 90


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def state(settings: pytest_django.Settings, tmp_path: Path) -> Path:
    settings.STATE_DIR = tmp_path / "state"
    return settings.STATE_DIR


def test_a_taken_port_is_named_with_the_next_one(taken: int) -> None:
    with pytest.raises(ServeError, match=f"Port {taken} is taken.*PORT={taken + 1}"):
        serving.check_port("127.0.0.1", taken)


def test_a_free_port_is_accepted() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serving.check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(ServeError, match="can't be listened on"):
        serving.check_port("192.0.2.1", 8000)


def test_a_number_that_is_no_port_is_refused() -> None:
    with pytest.raises(ServeError, match="not a port"):
        serving.check_port("127.0.0.1", 70000)


def test_events_get_the_next_port_or_any_that_is_free(taken: int) -> None:
    chosen = serving.free_port_after("127.0.0.1", taken - 1)
    assert chosen != taken
    serving.check_port("127.0.0.1", chosen)


def test_another_system_than_linux_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(ServeError, match="Linux only"):
        serving.check_system()


def test_a_full_disk_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(ServeError, match="disk is full"):
        serving.check_system()


def test_a_clone_is_served_once(state: Path) -> None:
    state.mkdir()
    first, second = serving.claim_clone("http://127.0.0.1:8000"), serving.claim_clone("http://127.0.0.1:8001")
    with first, pytest.raises(ServeError, match=r"already .*127\.0\.0\.1:8000"):
        second.__enter__()
    with second:
        pass


def test_a_port_nobody_listens_on_does_not_answer() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert serving.answers("127.0.0.1", probe.getsockname()[1]) is False


class Site:
    """`manage.py serve` in a process of its own."""

    def __init__(self, state: Path, port: int) -> None:
        environment = {**os.environ, "STATE_DIR": str(state), "SECRET_KEY": "tests-only", "XDG_RUNTIME_DIR": ""}
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        command = [sys.executable, str(configured.ROOT / "manage.py"), "serve", "--port", str(port)]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
        self.output = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def read_until(self, pattern: str) -> str:
        assert self.process.stdout
        while not (found := re.search(pattern, self.output)):
            assert select.select([self.process.stdout], [], [], PATIENCE_SECONDS)[0], self.output
            more = os.read(self.process.stdout.fileno(), 4096)
            assert more, self.output
            self.output += more.decode()
        return found.group()

    def programs(self) -> dict[str, int]:
        """Return the process ids of the Python programs by the word of their command that tells them."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in path.read_text().split()}
        names = ("gunicorn", "uvicorn", "worker", "beat")
        return {name: pid for pid, command in commands.items() for name in names if f"\0{name}\0" in f"\0{command}\0"}

    def descendants(self) -> set[int]:
        """Return the process id of everything the supervisor started, however far down."""
        found: set[int] = set()
        waiting = [self.process.pid]
        while waiting:
            path = Path(f"/proc/{waiting.pop()}")
            lists = [file.read_text() for file in path.glob("task/*/children")]
            children = {int(pid) for text in lists for pid in text.split()} - found
            found |= children
            waiting.extend(children)
        return found

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


def wait_for_end(pid: int) -> bool:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], PATIENCE_SECONDS)[0])
    finally:
        os.close(descriptor)


@pytest.mark.slow
def test_one_command_serves_the_site_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with Site(tmp_path / "state", port) as site:
        site.read_until("Forward Pass is at http://127.0.0.1:" + str(port))
        assert re.search(r"sign in as admin with the password \S{16}", site.output)
        with urllib.request.urlopen(f"{site.url}/accounts/login/") as page:
            assert page.status == 200
        children = site.descendants()
        assert set(site.programs()) == {"gunicorn", "uvicorn", "worker", "beat"}
        os.kill(site.programs()["worker"], signal.SIGKILL)
        site.read_until("worker was ended by SIGKILL; starting it again")
        assert site.stop(signal.SIGINT) == 0
        assert all(wait_for_end(pid) for pid in children)

    with Site(tmp_path / "state", port) as again:
        again.read_until("Forward Pass is at")
        assert "password" not in again.output
        assert "content: up to date" in again.output
        children = again.descendants()
        again.stop(signal.SIGKILL)
        assert all(wait_for_end(pid) for pid in children)
