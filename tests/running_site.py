"""A site of a test's own, in other processes: a state folder, a driver that calls services, and Celery workers.

Nothing is shared with other tests: every path and socket lies in folders of the test.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

TESTS = Path(__file__).resolve().parent
PLATFORM = TESTS.parent / "platform"

T = TypeVar("T")


class RunningSite:
    """Close it to end every process it started."""

    def __init__(self, folder: Path, runtime: Path, **environment: str) -> None:
        """`runtime` is a folder with a short path, for the broker's socket."""
        self.grades = folder / "grades"
        self.grades.touch()
        self._folder = folder
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(PLATFORM), str(TESTS), str(TESTS / "submissions")]),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "tests-only",
            "STATE_DIR": str(folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "FAKE_GRADES": str(self.grades),
            **environment,
        }
        self._workers: list[subprocess.Popen[bytes]] = []
        self._driver = subprocess.Popen(
            [sys.executable, str(TESTS / "submissions" / "site_driver.py")],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, name: str, **arguments: Any) -> Any:
        """Call a function of `site_driver` in the site and return its result."""
        assert self._driver.stdin
        assert self._driver.stdout
        self._driver.stdin.write(json.dumps([name, arguments]) + "\n")
        self._driver.stdin.flush()
        line = self._driver.stdout.readline()
        assert line, "The driver ended; its error is in the captured output."
        return json.loads(line)

    def start_worker(self, application: str = "slow_worker") -> subprocess.Popen[bytes]:
        """Start a Celery worker as the site does, in a process group of its own."""
        options = ["--pool", "threads", "--concurrency", "2", "-Q", "labs.cpu,default", "--loglevel", "WARNING"]
        alone = ["--without-gossip", "--without-mingle"]
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", application, "--skip-checks", "worker", *options, *alone],
            env=self._environment,
            stdout=(self._folder / "worker.log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._workers.append(worker)
        return worker

    def await_state(self, submission_id: str, *states: str, seconds: float = 60) -> dict[str, Any]:
        """Return the submission's row once it is in one of `states`."""

        def row() -> dict[str, Any] | None:
            if self._workers and self._workers[-1].poll() is not None:
                raise TimeoutError  # nobody is left to wait for
            found: dict[str, Any] = self.call("row", submission_id=submission_id)
            return found if found["state"] in states else None

        try:
            return self.until(row, seconds)
        except TimeoutError as error:
            log = (self._folder / "worker.log").read_text()[-4000:]
            raise AssertionError(f"{self.call('row', submission_id=submission_id)}\n{log}") from error

    @staticmethod
    def until(condition: Callable[[], T | None], seconds: float, *, every: float = 0.05) -> T:
        """Return the first value of `condition` that isn't None.

        Raises:
            TimeoutError: it stayed None for `seconds`.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (value := condition()) is not None:
                return value
            time.sleep(every)
        raise TimeoutError

    def close(self) -> None:
        for worker in self._workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        assert self._driver.stdin
        self._driver.stdin.close()
        self._driver.wait(timeout=30)
