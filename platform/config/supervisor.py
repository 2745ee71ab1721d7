"""Keep a few programs running together: start, watch, restart, and stop them all.

The kernel is asked to end every child when the supervisor dies, so even `kill -9` of it leaves nothing behind.
"""

from __future__ import annotations

import ctypes
import os
import select
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

QUICK_DEATH_SECONDS = 30.0
LONGEST_DELAY_SECONDS = 60.0
STOP_SECONDS = 5.0
_PROBE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and how to treat its end.

    `gives_up_after`: quick deaths in a row after which the supervisor stops everything; None restarts for ever.
    `stops_last`: ended only when the others are gone, because they talk to it until then.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    gives_up_after: int | None = None
    stops_last: bool = False


@dataclass(slots=True)
class _Child:
    """A running program. `process` is None when an earlier supervisor started it: how it ends cannot be known then."""

    program: Program
    pid: int
    process: subprocess.Popen[bytes] | None
    quick_deaths: int
    pidfd: int
    started_at: float

    def has_ended(self) -> bool:
        return bool(select.select([self.pidfd], [], [], 0)[0])


class Supervisor:
    """Run programs until a signal ends them or one of them can't be kept alive.

    Use it as a context manager: leaving it stops whatever runs. All calls belong to the main thread, because the
    kernel ties a child's life to the thread that started it.
    """

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self._say = say
        self._children: dict[str, _Child] = {}
        self._waiting: dict[str, tuple[float, Program, int]] = {}
        self._selector = selectors.DefaultSelector()
        self._signals = 0
        self._failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._selector.close()

    def start(self, program: Program, *, quick_deaths: int = 0) -> int:
        """Start a program and return its process id."""
        process = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # so that Ctrl-C reaches only the supervisor, which then ends the rest in order
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509  # this process has one thread
        )
        self._watch(program, process.pid, process, quick_deaths)
        return process.pid

    def adopt(self, program: Program, pid: int) -> None:
        """Watch a program that runs already, and restart it as ours when it ends."""
        self._watch(program, pid, None, 0)

    def pid_of(self, name: str) -> int | None:
        child = self._children.get(name)
        return child.pid if child else None

    def run(self, *, is_ready: Callable[[], bool] = lambda: True, on_ready: Callable[[], None] = lambda: None) -> int:
        """Watch until told to stop; return the exit status.

        `is_ready` is asked ten times a second until it says yes; `on_ready` is called once then.
        """
        with self._listening():
            ready = False
            while not self._signals and not self._failed:
                if not ready and is_ready():
                    ready = True
                    on_ready()
                self._await(None if ready else _PROBE_SECONDS)
            if self._signals:
                self._say("stopping")
            self.stop()
        return 1 if self._failed else 0

    def stop(self) -> None:
        """End every program: asked first, killed when it takes too long or the signal comes twice."""
        self._waiting.clear()
        for last in (False, True):
            group = [child for child in self._children.values() if child.program.stops_last is last]
            self._end(group)

    def _watch(self, program: Program, pid: int, process: subprocess.Popen[bytes] | None, quick_deaths: int) -> None:
        pidfd = os.pidfd_open(pid)
        child = _Child(program, pid, process, quick_deaths, pidfd, time.monotonic())
        self._children[program.name] = child
        self._selector.register(pidfd, selectors.EVENT_READ, program.name)

    def _await(self, seconds: float | None) -> None:
        """Sleep until a child ends, a signal comes or a restart is due."""
        due = [at - time.monotonic() for at, _, _ in self._waiting.values()]
        limits = [max(0.0, limit) for limit in (*due, seconds) if limit is not None]
        for key, _ in self._selector.select(min(limits, default=None)):
            if isinstance(key.data, str):
                self._ended(self._children[key.data])
            else:
                os.read(key.fd, 64)
        now = time.monotonic()
        for name, (at, program, quick_deaths) in list(self._waiting.items()):
            if at <= now and not self._signals:
                del self._waiting[name]
                self.start(program, quick_deaths=quick_deaths)

    def _ended(self, child: _Child) -> None:
        program = child.program
        lived = time.monotonic() - child.started_at
        quick_deaths = child.quick_deaths + 1 if lived < QUICK_DEATH_SECONDS else 0
        how = describe_end(self._forget(child))
        if program.gives_up_after is not None and quick_deaths >= program.gives_up_after:
            self._say(f"{program.name} {how}, {quick_deaths} times in a row; giving up")
            self._failed = True
            return
        delay = min(0.5 * 2 ** min(quick_deaths, 10), LONGEST_DELAY_SECONDS)
        self._say(f"{program.name} {how}; starting it again in {delay:g} s")
        self._waiting[program.name] = (time.monotonic() + delay, program, quick_deaths)

    def _forget(self, child: _Child) -> int | None:
        """Drop a child that ended, and what it may have left in its process group; return its exit code if known."""
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        del self._children[child.program.name]
        code = child.process.wait() if child.process else None
        _signal_group(child.pid, signal.SIGKILL)
        return code

    def _end(self, group: list[_Child]) -> None:
        for child in group:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
        patience = time.monotonic() + STOP_SECONDS
        asked = self._signals
        while group:
            for child in [child for child in group if child.has_ended()]:
                group.remove(child)
                self._forget(child)
            left = patience - time.monotonic()
            if group and (left <= 0 or self._signals > max(asked, 1)):
                for child in group:
                    _signal_group(child.pid, signal.SIGKILL)
            if group:
                self._sleep_until_change(max(0.05, min(left, 0.5)))

    def _sleep_until_change(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if not isinstance(key.data, str):
                os.read(key.fd, 64)

    def _listening(self) -> _Signals:
        return _Signals(self._selector, self._count_signal)

    def _count_signal(self, *_: object) -> None:
        self._signals += 1


class _Signals:
    """Have SIGINT, SIGTERM and SIGHUP counted, and wake the selector that the supervisor sleeps in."""

    def __init__(self, selector: selectors.BaseSelector, handler: Callable[..., None]) -> None:
        self._selector = selector
        self._handler = handler

    def __enter__(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._selector.register(self._reader, selectors.EVENT_READ, None)
        self._old_fd = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        self._old = {number: signal.signal(number, self._handler) for number in numbers}

    def __exit__(self, *_: object) -> None:
        for number, old in self._old.items():
            signal.signal(number, old)
        signal.set_wakeup_fd(self._old_fd)
        self._selector.unregister(self._reader)
        os.close(self._reader)
        os.close(self._writer)


def describe_end(code: int | None) -> str:
    """Say how a program ended: its exit code as `Popen` gives it, or None when it is not known."""
    if code is None:
        return "is gone"
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with status {code}"


def _die_with(parent: int) -> Callable[[], None]:
    def ask() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a child's process group; an adopted program leads its group too, since a supervisor started it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
