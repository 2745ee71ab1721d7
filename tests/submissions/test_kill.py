"""Killed workers, a killed broker, cancelled runs: in real processes no submission is lost and none is graded twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import broker
from running_site import RunningSite

pytestmark = pytest.mark.slow

LEASE_SECONDS = 4


class Broker:
    """The embedded broker, at the place where the site of `folder` looks for it."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self._program = broker.program(socket, folder)
        self._socket = socket
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._program.command, stdout=subprocess.DEVNULL)
        RunningSite.until(lambda: broker.answers(f"unix://{self._socket}") or None, 20)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def site_and_broker(tmp_path: Path) -> Iterator[tuple[RunningSite, Broker]]:
    # A socket's path must be short, and pytest's folders are not.
    runtime = Path(tempfile.mkdtemp(prefix="fp-"))
    site = RunningSite(tmp_path, runtime, SUBMISSION_LEASE_SECONDS=str(LEASE_SECONDS), FAKE_GRADE_SECONDS="3")
    server = Broker(tmp_path, Path(site.call("broker_socket")))
    try:
        site.call("prepare")
        yield site, server
    finally:
        site.close()
        server.kill()
        shutil.rmtree(runtime)


def test_a_killed_workers_submission_is_graded_by_the_next_and_once(
    site_and_broker: tuple[RunningSite, Broker],
) -> None:
    site, _ = site_and_broker
    first = site.start_worker()
    submission = site.call("hand_in", source="slow = 1")
    RunningSite.until(lambda: site.grades.read_text() or None, 60)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    site.start_worker()
    sweep_until(site, submission, deliveries=2)
    row = site.await_state(submission, "finished")
    assert (row["verdict"], row["deliveries"], site.call("count")) == ("passed", 2, 1)
    assert site.grades.read_text().splitlines() == ["slow = 1"] * 2


def test_a_killed_broker_loses_no_submission(site_and_broker: tuple[RunningSite, Broker]) -> None:
    site, server = site_and_broker
    server.kill()
    submission = site.call("hand_in", source="slow = 2")
    server.start()
    site.start_worker()
    site.call("forget_ring", submission_id=submission)
    sweep_until(site, submission, deliveries=1)
    row = site.await_state(submission, "finished")
    assert (row["verdict"], row["deliveries"]) == ("passed", 1)
    assert site.grades.read_text().splitlines() == ["slow = 2"]


def test_a_cancelled_run_is_stopped_by_its_worker(site_and_broker: tuple[RunningSite, Broker]) -> None:
    site, _ = site_and_broker
    site.start_worker()
    cancelled = site.call("hand_in", source="slow = 3")
    site.await_state(cancelled, "running")
    assert site.call("cancel", submission_id=cancelled)
    following = site.call("hand_in", source="slow = 4")
    site.await_state(following, "finished")
    row = site.call("row", submission_id=cancelled)
    assert (row["state"], row["verdict"]) == ("cancelled", "")
    assert site.grades.read_text().splitlines() == ["slow = 3", "slow = 4"]


def test_a_living_worker_makes_the_site_ready(site_and_broker: tuple[RunningSite, Broker]) -> None:
    site, server = site_and_broker
    assert list(problems(site)) == ["worker"]
    site.start_worker()
    RunningSite.until(lambda: not problems(site) or None, 60)
    server.kill()
    assert list(problems(site)) == ["broker", "worker"]
    server.start()


def problems(site: RunningSite) -> dict[str, str]:
    return {name: problem for name, problem in site.call("parts").items() if problem}


def sweep_until(site: RunningSite, submission: str, *, deliveries: int) -> None:
    """Ask for sweeps, as beat does, until workers have taken the submission so many times."""

    def is_taken() -> bool | None:
        site.call("sweep")
        return site.call("row", submission_id=submission)["deliveries"] == deliveries or None

    RunningSite.until(is_taken, 60, every=0.5)
