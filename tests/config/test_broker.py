"""The embedded broker, as a real server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from config import broker
from config.supervisor import Supervisor


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a path short enough for a socket, which pytest's own are not always."""
    folder = Path(tempfile.mkdtemp(prefix="fp-"))
    yield folder
    shutil.rmtree(folder)


def start(supervisor: Supervisor, place: Path) -> bool:
    return broker.start_or_adopt(supervisor, socket=place / "broker.sock", data_dir=place / "data")


def client(place: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(place / "broker.sock"))


def test_the_broker_answers_once_started(place: Path) -> None:
    with Supervisor() as supervisor:
        assert start(supervisor, place) is False
        assert broker.answers(f"unix://{place}/broker.sock?db=0")
    assert not broker.answers(f"unix://{place}/broker.sock?db=0")


def test_only_its_user_may_open_the_socket(place: Path) -> None:
    with Supervisor() as supervisor:
        start(supervisor, place)
        assert (place / "broker.sock").stat().st_mode & 0o077 == 0


def test_the_queue_survives_a_kill(place: Path) -> None:
    with Supervisor() as supervisor:
        start(supervisor, place)
        with client(place) as connection:
            connection.rpush("labs.cpu", "a submission")
        pid = supervisor.pid_of("broker")
        assert pid
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        supervisor.stop()
        assert start(supervisor, place) is False
        with client(place) as connection:
            assert connection.lrange("labs.cpu", 0, -1) == [b"a submission"]


def test_a_broker_that_runs_already_is_adopted_and_stopped_with_the_rest(place: Path) -> None:
    (place / "data").mkdir()
    left = broker.program(place / "broker.sock", place / "data")
    orphan = subprocess.Popen(left.command, start_new_session=True)
    broker.await_answer(place / "broker.sock")
    with Supervisor() as supervisor:
        assert start(supervisor, place) is True
        assert supervisor.pid_of("broker") == orphan.pid
    assert orphan.wait(10) == 0


def test_a_socket_nobody_listens_on_is_replaced(place: Path) -> None:
    (place / "broker.sock").write_text("left behind")
    with Supervisor() as supervisor:
        assert start(supervisor, place) is False


def test_a_path_too_long_for_a_socket_is_refused_in_words(place: Path) -> None:
    with Supervisor() as supervisor, pytest.raises(broker.BrokerError, match="too long"):
        start(supervisor, place / ("x" * 100))


def test_a_missing_runtime_folder_is_refused_in_words(place: Path) -> None:
    with Supervisor() as supervisor, pytest.raises(broker.BrokerError, match="does not exist"):
        start(supervisor, place / "nowhere")
