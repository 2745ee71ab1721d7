"""Throw-away PostgreSQL and Redis servers, for this session alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import broker
from running_site import RunningSite


def _program(name: str) -> Path:
    """Return a program of PostgreSQL or Redis, or skip what needs it."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = next((place / name for place in places if (place / name).exists()), None) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed, so nothing was tried on a real server")
    return Path(found)


@pytest.fixture(scope="session")
def runtime() -> Iterator[Path]:
    """Make a folder for sockets: their paths must be short, and PostgreSQL's user must reach it."""
    folder = Path(tempfile.mkdtemp(prefix="fp-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database_url(runtime: Path) -> Iterator[str]:
    """Start a PostgreSQL that listens on a socket alone; as root it runs as another user, as it insists on."""
    initdb, postgres = _program("initdb"), _program("postgres")
    folder = runtime / "postgres"
    folder.mkdir()
    owner = None
    if os.geteuid() == 0:
        owner = "nobody"
        os.chown(folder, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
    data = folder / "data"
    made = subprocess.run(
        [initdb, "-D", data, "-U", "site", "--auth=trust", "--no-sync", "-E", "UTF8"],
        user=owner,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    server = subprocess.Popen(
        [postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
        user=owner,
        cwd=folder,
        stdout=(runtime / "postgres.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        createdb = [_program("createdb"), "-h", folder, "-U", "site", "forward_pass"]
        RunningSite.until(lambda: _succeeds(createdb) or None, 30, every=0.2)
        yield f"postgres://site@{str(folder).replace('/', '%2F')}/forward_pass"
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


@pytest.fixture(scope="session")
def redis_url(runtime: Path) -> Iterator[str]:
    """Start a Redis on a free port of this machine, kept free by asking for it until it is ours."""
    program = _program("redis-server")
    port = _free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", runtime], stdout=subprocess.DEVNULL
    )
    try:
        url = f"redis://127.0.0.1:{port}/0"
        RunningSite.until(lambda: broker.answers(url) or None, 30)
        assert server.poll() is None
        yield url
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def site(tmp_path: Path, runtime: Path, database_url: str, redis_url: str) -> Iterator[RunningSite]:
    site = RunningSite(tmp_path, runtime, DATABASE_URL=database_url, REDIS_URL=redis_url)
    try:
        yield site
    finally:
        site.close()


def _succeeds(command: list[object]) -> bool:
    return subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode == 0


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
