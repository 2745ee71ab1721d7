"""The warden's loop: forks a child for each part of a run, keeps its limits, and says how it ended."""

from __future__ import annotations

import array
import contextlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from typing import Any

from sandbox import kernel
from sandbox.confine import ChildWalls
from sandbox.limits import ChildLimits, Ending

MAX_REQUEST_BYTES = 64 << 10
MAX_FDS = 16


@dataclass(slots=True)
class _Child:
    """One running child. `status` belongs to its run and is shared by the run's children."""

    index: int
    pid: int
    pidfd: int
    status: socket.socket
    limits: ChildLimits
    started: float
    killed_for: Ending | None = None

    @property
    def deadline(self) -> float:
        return self.started + self.limits.wall_seconds

    def kill(self, ending: Ending) -> None:
        if self.killed_for is None:
            self.killed_for = ending
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)


class Children:
    """Starts, watches and reaps the children of every run, for as long as the control socket is open."""

    def __init__(self, control: socket.socket, slot_fds: list[int], walls: ChildWalls, own_pids: int) -> None:
        self._control = control
        self._slot_fds = slot_fds
        self._walls = walls
        self._own_pids = own_pids
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, _Child] = {}
        self._runs: dict[int, list[_Child]] = {}

    def serve(self) -> None:
        """Serve until the worker closes the control socket; then end every child."""
        self._selector.register(self._control, selectors.EVENT_READ, self._on_request)
        while True:
            now = time.monotonic()
            deadlines = [child.deadline for child in self._children.values() if child.killed_for is None]
            timeout = max(0.0, min(deadlines) - now) if deadlines else None
            for key, _ in self._selector.select(timeout):
                if key.data == self._on_request:  # a bound method is made anew each time, so `is` never holds
                    if not self._on_request():
                        return
                else:
                    key.data()
            now = time.monotonic()
            for child in self._children.values():
                if child.deadline <= now:
                    child.kill(Ending.WALL)

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
            child_fds = fds[1 + 3 * index : 4 + 3 * index]
            run.append(self._fork(index, spec, child_fds, status))
        self._selector.register(status, selectors.EVENT_READ, lambda: self._abandon(run, status))

    def _abandon(self, run: list[_Child], status: socket.socket) -> None:
        """The worker closed its end: the run is over, whatever its children do."""
        if status.fileno() < 0:  # the last child was reaped in this same round
            return
        self._selector.unregister(status)
        for child in run:
            if child.pid in self._children:
                child.kill(Ending.KILLED)

    def _fork(self, index: int, spec: dict[str, Any], fds: list[int], status: socket.socket) -> _Child:
        limits = ChildLimits(**spec["limits"])
        kernel.unshare(kernel.CLONE_NEWPID)
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            self._become_child(spec, fds, limits)
        kernel.setns(self._own_pids, kernel.CLONE_NEWPID)
        child = _Child(index, pid, os.pidfd_open(pid), status, limits, started)
        self._children[pid] = child
        self._selector.register(child.pidfd, selectors.EVENT_READ, lambda: self._reap(child))
        return child

    def _reap(self, child: _Child) -> None:
        _, status, usage = os.wait4(child.pid, 0)
        wall_ms = (time.monotonic() - child.started) * 1000
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        del self._children[child.pid]
        cpu_seconds = usage.ru_utime + usage.ru_stime
        ending, code = _ending(child, status, cpu_seconds)
        message = {
            "child": child.index,
            "ending": ending,
            "code": code,
            "wall_ms": wall_ms,
            "cpu_ms": cpu_seconds * 1000,
            "max_rss_bytes": usage.ru_maxrss * 1024,
        }
        with contextlib.suppress(OSError):
            child.status.send(json.dumps(message).encode())
        run = self._runs[child.status.fileno()]
        if not any(other.pid in self._children for other in run):
            del self._runs[child.status.fileno()]
            with contextlib.suppress(KeyError):
                self._selector.unregister(child.status)
            child.status.close()

    def _become_child(self, spec: dict[str, Any], fds: list[int], limits: ChildLimits) -> None:
        """Confine this fork and run its target; never returns."""
        code = 1
        try:
            os.setsid()  # or a signal to the process group would reach the warden
            if spec["slot"] is not None:
                os.write(self._slot_fds[spec["slot"]], b"0")
            channel, link = _arrange_fds(fds)
            self._walls.confine_child(limits)
            module, _, name = spec["target"].partition(":")
            getattr(sys.modules[module], name)(channel, link)
            code = 0
        except SystemExit:
            code = 0
        except BaseException:  # noqa: BLE001 - the last frame of a process: whatever it was, it is printed and ends it
            traceback.print_exc()
        finally:
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
            os._exit(code)


def _arrange_fds(fds: list[int]) -> tuple[socket.socket, socket.socket]:
    """Keep stdin (empty), stdout and stderr (captured), the channel and the link; close every other descriptor."""
    channel, output, link = (os.dup2(fd, 200 + place) for place, fd in enumerate(fds))
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, 3)
    os.dup2(link, 4)
    kernel.close_from(5)
    return socket.socket(fileno=3), socket.socket(fileno=4)


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
