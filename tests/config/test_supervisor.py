"""The supervisor against real child processes, driven from outside by what a terminal or a kernel does to it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings

from config.supervisor import describe_end

PATIENCE_SECONDS = 20

# A child says who it is, and waits to be ended. A line is one write, which no other program's can part, and which a
# signal's handler may do at any time: `print` may not be interrupted by itself.
WAITS = r"import os, signal; os.write(1, b'child %d\n' % os.getpid()); signal.pause()"
IGNORES_TERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS
SAYS_WHEN_ENDED = (
    "import os, signal, sys; "
    r"signal.signal(signal.SIGTERM, lambda *_: (os.write(1, sys.argv[1].encode() + b' ends\n'), os._exit(0))); " + WAITS
)
LEAVES_A_DAEMON = (
    "import os, signal\n"
    "if os.fork(): signal.pause()\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    r"os.write(1, b'child %d\n' % os.getpid())"
    "\n"
    "while True: signal.pause()\n"
)

DRIVER = """
import os, sys
from config import supervisor
from config.supervisor import Program, Supervisor

supervisor.STOP_SECONDS = float(sys.argv[2])
say = lambda line: os.write(1, (line + chr(10)).encode())
with Supervisor(say) as s:
    for program in eval(sys.argv[1], {"Program": Program, "python": sys.executable}):
        s.start(program)
    sys.exit(s.run())
"""


class Driven:
    """A supervisor in a process of its own, and what it and its children print."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._unread = b""

    def line(self, wanted: str) -> str:
        """Read on until a line holds `wanted`."""
        while (line := self._next()) is not None:
            self.lines.append(line)
            if wanted in line:
                return line
        pytest.fail(f"no line with {wanted!r} in {self.lines}")

    def _next(self) -> str | None:
        """Return one line, or None at the end of the output or of our patience."""
        assert self.process.stdout
        while b"\n" not in self._unread:
            if not select.select([self.process.stdout], [], [], PATIENCE_SECONDS)[0]:
                return None
            if not (more := os.read(self.process.stdout.fileno(), 4096)):
                return None
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode().strip()

    def child(self) -> int:
        return int(self.line("child").split()[1])

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def driven(*programs: str, stop_seconds: float = PATIENCE_SECONDS) -> Iterator[Driven]:
    command = [sys.executable, "-c", DRIVER, "[" + ", ".join(programs) + "]", str(stop_seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment())
    try:
        yield Driven(process)
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(settings.PLATFORM), "SECRET_KEY": "tests-only"}


def program(name: str, code: str, *, also: str = "") -> str:
    return f"Program(name={name!r}, command=(python, '-S', '-c', {code!r}, {name!r}), {also})"


def has_ended(pid: int) -> bool:
    """Wait for a process to end, also one that is nobody's child here."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], PATIENCE_SECONDS)[0])
    finally:
        os.close(descriptor)


def test_a_program_that_dies_is_started_again() -> None:
    with driven(program("worker", WAITS)) as supervisor:
        first = supervisor.child()
        os.kill(first, signal.SIGKILL)
        assert "worker was ended by SIGKILL; starting it again" in supervisor.line("worker was")
        assert supervisor.child() != first


def test_a_program_that_keeps_dying_ends_everything() -> None:
    dies = program("web", "raise SystemExit(3)", also="gives_up_after=2")
    with driven(program("worker", WAITS), dies) as supervisor:
        worker = supervisor.child()
        assert supervisor.line("giving up") == "web ended with status 3, 2 times in a row; giving up"
        assert supervisor.process.wait(PATIENCE_SECONDS) == 1
        assert has_ended(worker)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_programs(number: signal.Signals) -> None:
    with driven(program("web", WAITS), program("worker", WAITS)) as supervisor:
        children = [supervisor.child(), supervisor.child()]
        assert supervisor.stop(number) == 0
        assert all(has_ended(child) for child in children)


def test_a_program_that_ignores_the_request_is_killed() -> None:
    with driven(program("worker", IGNORES_TERM), stop_seconds=0.5) as supervisor:
        child = supervisor.child()
        assert supervisor.stop() == 0
        assert has_ended(child)


def test_a_killed_supervisor_leaves_no_child_behind() -> None:
    with driven(program("web", IGNORES_TERM), program("worker", IGNORES_TERM)) as supervisor:
        children = [supervisor.child(), supervisor.child()]
        supervisor.stop(signal.SIGKILL)
        assert all(has_ended(child) for child in children)


def test_what_a_program_forked_ends_with_it() -> None:
    with driven(program("worker", LEAVES_A_DAEMON)) as supervisor:
        daemon = supervisor.child()
        assert supervisor.stop() == 0
        assert has_ended(daemon)


def test_the_broker_outlives_those_that_talk_to_it() -> None:
    broker = program("broker", SAYS_WHEN_ENDED, also="stops_last=True")
    with driven(broker, program("worker", SAYS_WHEN_ENDED)) as supervisor:
        supervisor.child(), supervisor.child()
        supervisor.process.send_signal(signal.SIGINT)
        supervisor.line("broker ends")
        assert "worker ends" in supervisor.lines


@pytest.mark.parametrize(
    ("code", "sentence"), [(-9, "was ended by SIGKILL"), (3, "ended with status 3"), (None, "is gone")]
)
def test_the_end_of_a_program_is_told_in_words(code: int | None, sentence: str) -> None:
    assert describe_end(code) == sentence
