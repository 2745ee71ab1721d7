"""The warden's loop: keeps children forked in advance, gives each a part of a run, and says how it ended."""

from __future__ import annotations

import array
import contextlib
import json
import os
import resource
import selectors
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox import kernel
from sandbox.child import Nest, live
from sandbox.limits import ChildLimits, Ending

MAX_REQUEST_BYTES = 64 << 10
MAX_FDS = 16
_WATCH_SECONDS = 0.1
_PAUSE_SECONDS = 1.0  # after a child died while it waited, so that one that can't live is not forked without end


@dataclass(slots=True)
class _Child:
    """A forked child. It waits until `start` gives it its part of a run, and serves that one run.

    `door` is the socket it waits at; `status` belongs to its run and is shared by the run's children.
    """

    pid: int
    pidfd: int
    door: socket.socket
    index: int = 0
    status: socket.socket | None = None
    limits: ChildLimits = field(default_factory=ChildLimits)
    started: float = 0.0
    killed_for: Ending | None = None

    @property
    def deadline(self) -> float:
        return self.started + self.limits.wall_seconds

    def start(self, index: int, spec: dict[str, Any], fds: list[int], status: socket.socket) -> None:
        """Hand the child its part; its clock starts. A child that died while it waited says so by its end."""
        self.index, self.status = index, status
        self.limits = ChildLimits(**spec["limits"])
        self.started = time.monotonic()
        with contextlib.suppress(OSError):
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))
            self.door.sendmsg([json.dumps(spec).encode()], [rights])

    def kill(self, ending: Ending) -> None:
        if self.killed_for is None:
            self.killed_for = ending
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def resident_at_start(self) -> int:
        """Return the bytes that were resident when the child's target began, or 0 if it never did."""
        with contextlib.suppress(OSError):
            self.door.setblocking(False)
            return int(self.door.recv(64) or 0)
        return 0


class Children:
    """Starts, watches and reaps the children of every run, for as long as the control socket is open.

    `waiting` children are kept forked in advance, so that a run pays for no fork.
    """

    def __init__(self, control: socket.socket, slot_fds: list[int], nest: Nest, own_pids: int, *, waiting: int) -> None:
        self._control = control
        self._slot_fds = slot_fds
        self._nest = nest
        self._walls = nest.walls
        self._own_pids = own_pids
        self._wanted = waiting
        self._fork_from = 0.0
        self._selector = selectors.DefaultSelector()
        self._waiting: list[_Child] = []
        self._running: dict[int, _Child] = {}
        self._runs: dict[int, list[_Child]] = {}

    def serve(self) -> None:
        """Serve until the worker closes the control socket; then end every child."""
        self._selector.register(self._control, selectors.EVENT_READ, self._on_request)
        while True:
            is_short = len(self._waiting) < self._wanted and time.monotonic() >= self._fork_from
            events = self._selector.select(0 if is_short else self._patience())
            if is_short and not events:
                self._waiting.append(self._fork())
            for key, _ in events:
                if key.data == self._on_request:  # a bound method is made anew each time, so `is` never holds
                    if not self._on_request():
                        return
                else:
                    key.data()
            self._keep_limits()

    def _patience(self) -> float | None:
        deadlines = [child.deadline for child in self._running.values() if child.killed_for is None]
        if len(self._waiting) < self._wanted:
            deadlines.append(self._fork_from)
        if not deadlines:
            return None
        patience = max(0.0, min(deadlines) - time.monotonic())
        return min(patience, _WATCH_SECONDS) if self._walls.watches_disk else patience

    def _keep_limits(self) -> None:
        now = time.monotonic()
        for child in self._running.values():
            if child.deadline <= now:
                child.kill(Ending.WALL)
            elif self._walls.watches_disk and self._walls.overfull(child.pid, child.limits):
                child.kill(Ending.SIGNAL)

    def _on_request(self) -> bool:
        fds: array.array[int] = array.array("i")
        data, ancillary, _, _ = self._control.recvmsg(MAX_REQUEST_BYTES, socket.CMSG_SPACE(MAX_FDS * fds.itemsize))
        if not data:
            return False
        for level, kind, body in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds.frombytes(body[: len(body) - len(body) % fds.itemsize])
        try:
            self._start_run(json.loads(data), list(fds))
        finally:
            for fd in fds:
                os.close(fd)
        return True

    def _start_run(self, request: dict[str, Any], fds: list[int]) -> None:
        status = socket.socket(fileno=os.dup(fds[0]))
        run: list[_Child] = []
        self._runs[status.fileno()] = run
        for index, spec in enumerate(request["children"]):
            child = self._waiting.pop(0) if self._waiting else self._fork()
            entrance = [] if spec["slot"] is None else [self._slot_fds[spec["slot"]]]
            child.start(index, spec, [*fds[1 + 3 * index : 4 + 3 * index], *entrance], status)
            self._running[child.pid] = child
            run.append(child)
        self._selector.register(status, selectors.EVENT_READ, lambda: self._abandon(run, status))

    def _abandon(self, run: list[_Child], status: socket.socket) -> None:
        """The worker closed its end: the run is over, whatever its children do."""
        if status.fileno() < 0:  # the last child was reaped in this same round
            return
        self._selector.unregister(status)
        for child in run:
            if child.pid in self._running:
                child.kill(Ending.KILLED)

    def _fork(self) -> _Child:
        door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if self._walls.pid_namespace:
            kernel.unshare(kernel.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            for others in (self._waiting, self._running, self._runs):
                others.clear()  # a learner's code could walk its frames to here and read of runs in progress
            live(theirs, self._nest)
        if self._walls.pid_namespace:
            kernel.setns(self._own_pids, kernel.CLONE_NEWPID)
        theirs.close()
        child = _Child(pid, os.pidfd_open(pid), door)
        self._selector.register(child.pidfd, selectors.EVENT_READ, lambda: self._reap(child))
        return child

    def _reap(self, child: _Child) -> None:
        _, status, usage = os.wait4(child.pid, 0)
        self._walls.after_reap(child.pid)
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        if child.status is None:
            self._waiting.remove(child)
            self._fork_from = time.monotonic() + _PAUSE_SECONDS
        else:
            self._tell(child, child.status, status, usage)
        child.door.close()

    def _tell(self, child: _Child, run_status: socket.socket, status: int, usage: resource.struct_rusage) -> None:
        """Send a child's ending to its run, and put the run away with its last child."""
        del self._running[child.pid]
        cpu_seconds = usage.ru_utime + usage.ru_stime
        ending, code = _ending(child, status, cpu_seconds)
        resident = child.resident_at_start()
        message = {
            "child": child.index,
            "ending": ending,
            "code": code,
            "wall_ms": (time.monotonic() - child.started) * 1000,
            "cpu_ms": cpu_seconds * 1000,
            "max_rss_bytes": max(0, usage.ru_maxrss * 1024 - resident) if resident else 0,
            "warden_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
        with contextlib.suppress(OSError):
            run_status.send(json.dumps(message).encode())
        run = self._runs[run_status.fileno()]
        if not any(other.pid in self._running for other in run):
            del self._runs[run_status.fileno()]
            with contextlib.suppress(KeyError):
                self._selector.unregister(run_status)
            run_status.close()


def _ending(child: _Child, status: int, cpu_seconds: float) -> tuple[Ending, int]:
    if child.killed_for is not None:
        return child.killed_for, signal.SIGKILL
    if os.WIFEXITED(status):
        return Ending.EXITED, os.WEXITSTATUS(status)
    number = os.WTERMSIG(status)
    if number != signal.SIGKILL:
        return Ending.SIGNAL, number
    # A kill that nobody here sent is the kernel's: the CPU limit, else the memory limit.
    # The limit counts ticks, stolen ones too, the usage nanoseconds: the one can be reached well before the other.
    return (Ending.CPU if cpu_seconds >= 0.75 * child.limits.cpu_seconds else Ending.MEMORY), number
