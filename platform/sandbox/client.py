"""The worker's side of the sandbox: starts the warden, hands it runs, and reads what comes back."""

from __future__ import annotations

import array
import contextlib
import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox import cgroups
from sandbox.confine import require_linux
from sandbox.frames import Frame, FrameError, FrameReader, send
from sandbox.limits import ChildLimits, Ending, Outcome

_START_SECONDS = 120
_POLL_SECONDS = 0.2
_REAP_SECONDS = 5
_OVERDUE_SECONDS = 30  # the warden keeps the limits; this is for a warden that is itself stuck
_CGROUP_SLACK_BYTES = 64 << 20
# One thread each: a fork after a multi-threaded operation hangs in libgomp, and grades share two cores.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "MALLOC_ARENA_MAX": "1",
    "TORCHDYNAMO_DISABLE": "1",
}


class NoConfinement(Exception):
    """This host can't confine, so nothing may run; the message says what is missing."""


class WardenLost(Exception):
    """The warden ended in mid-run; the run has no outcome and may be tried again."""


class Cancelled(Exception):
    """The caller's `cancelled` said so; the run was ended."""


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """One child: `target` is `module:function` from the preloaded modules, called as `function(channel, link)`.

    `payload` is the first frame that the child finds on its channel.
    """

    target: str
    payload: Frame
    limits: ChildLimits = field(default_factory=ChildLimits)


class Warden:
    """A started warden process, good for many runs at once; thread-safe."""

    def __init__(self, preload: Sequence[str], *, slots: int = 2) -> None:
        self._preload = tuple(preload)
        self._children = slots * 2
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._groups: list[cgroups.Slot] = []
        self._free_groups: list[int] = []
        self.layers: dict[str, bool | int] = {}

    def start(self) -> None:
        """Start the process and wait until it is warm and confined (2 to 5 s: it imports torch).

        Raises:
            NoConfinement: this host does not give the layers that are required.
        """
        try:
            require_linux()
        except OSError as error:
            raise NoConfinement(str(error)) from error
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._groups = cgroups.make_slots(self._children)
        self._free_groups = list(range(len(self._groups)))
        root = tempfile.mkdtemp(prefix="forward-pass-root-")
        try:
            slot_fds = [group.procs_fd for group in self._groups]
            self._process = self._spawn(theirs, slot_fds, root)
            theirs.close()
            self._control = ours
            self.layers = self._await_ready(ours)
        except BaseException:
            self.close()
            raise
        finally:
            with contextlib.suppress(OSError):
                Path(root).rmdir()

    def _spawn(self, control: socket.socket, slot_fds: list[int], root: str) -> subprocess.Popen[bytes]:
        config = {"control_fd": control.fileno(), "preload": self._preload, "slot_fds": slot_fds, "root": root}
        script = Path(__file__).with_name("warden.py")
        return subprocess.Popen(
            [sys.executable, "-I", str(script), json.dumps(config)],
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(control.fileno(), *slot_fds),
            start_new_session=True,
        )

    def _await_ready(self, control: socket.socket) -> dict[str, bool | int]:
        control.settimeout(_START_SECONDS)
        try:
            answer = json.loads(control.recv(65536) or b'{"error": "the warden ended while it started"}')
        except TimeoutError as error:
            raise NoConfinement(f"the warden was not ready after {_START_SECONDS} s") from error
        finally:
            control.settimeout(None)
        if "error" in answer:
            raise NoConfinement(f"This host can't confine submitted code, so none is run. {answer['error']}")
        layers: dict[str, bool | int] = answer["ready"]
        return layers

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the warden and every child, and remove its groups. Closing twice is allowed."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(timeout=_REAP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        cgroups.remove_slots(self._groups)
        self._groups = []

    def run(
        self,
        children: Sequence[ChildSpec],
        *,
        on_frame: Callable[[int, Frame], None],
        cancelled: Callable[[], bool] | None = None,
    ) -> list[Outcome]:
        """Run `children` at once, the first two joined by a link, and return how each ended.

        `on_frame(child, frame)` is called for what a child writes to its channel. When the first child has ended the
        others are ended too.

        Raises:
            Cancelled: `cancelled` returned True; it is asked about five times a second.
            WardenLost: the warden is gone.
            FrameError: a child wrote what is not a frame.
        """
        with self._take_groups(len(children)) as groups, contextlib.ExitStack() as stack:
            run = _Run(children, on_frame, stack)
            self._submit(run, children, groups)
            return run.attend(cancelled)

    @contextlib.contextmanager
    def _take_groups(self, count: int) -> Iterator[list[int | None]]:
        with self._lock:
            taken = [self._free_groups.pop() for _ in range(min(count, len(self._free_groups)))]
        try:
            yield [*taken, *[None] * (count - len(taken))]
        finally:
            with self._lock:
                self._free_groups += taken

    def _submit(self, run: _Run, children: Sequence[ChildSpec], groups: Sequence[int | None]) -> None:
        specs: list[dict[str, Any]] = []
        for child, group in zip(children, groups, strict=True):
            slot = group if group is not None and self._set_limit(group, child.limits) else None
            specs.append({"target": child.target, "slot": slot, "limits": asdict(child.limits)})
        request = json.dumps({"children": specs}).encode()
        fds = array.array("i", run.their_fds())
        control = self._control  # another thread may close this warden
        try:
            if control is None:
                raise WardenLost("the warden is not running")
            control.sendmsg([request], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
        except OSError as error:
            raise WardenLost(str(error)) from error
        finally:
            run.close_theirs()

    def _set_limit(self, group: int, limits: ChildLimits) -> bool:
        """Cap a group; False when the kernel refuses, as while the last child's pages are still being freed."""
        try:
            self._groups[group].set_limit(limits.memory_bytes + limits.disk_bytes + _CGROUP_SLACK_BYTES)
        except OSError:
            return False  # the address-space limit holds all the same
        return True


class _Run:
    """The worker's ends of one run's sockets and pipes."""

    def __init__(
        self, children: Sequence[ChildSpec], on_frame: Callable[[int, Frame], None], stack: contextlib.ExitStack
    ) -> None:
        self._children = children
        self._on_frame = on_frame
        self._outcomes: dict[int, Outcome] = {}
        self._output = [bytearray() for _ in children]
        self._flooded: set[int] = set()
        self._readers = [FrameReader(max_blob_bytes=0) for _ in children]
        self._status, status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channels: list[socket.socket] = []
        self._pipes: list[int] = []
        self._theirs: list[socket.socket | int] = [status]
        stack.callback(self._close)
        links = socket.socketpair()
        for index in range(len(children)):
            ours, theirs = socket.socketpair()
            read_end, write_end = os.pipe()
            self._channels.append(ours)
            self._pipes.append(read_end)
            self._theirs += [theirs, write_end, links[index]]
        if len(children) == 1:
            links[1].close()

    def their_fds(self) -> list[int]:
        return [end if isinstance(end, int) else end.fileno() for end in self._theirs]

    def close_theirs(self) -> None:
        for end in self._theirs:
            if isinstance(end, int):
                os.close(end)
            else:
                end.close()
        self._theirs = []

    def _close(self) -> None:
        self.close_theirs()
        self._status.close()
        for channel in self._channels:
            channel.close()
        for pipe in self._pipes:
            os.close(pipe)

    def attend(self, cancelled: Callable[[], bool] | None) -> list[Outcome]:
        """Feed the payloads, read until every child has ended, and keep what each printed."""
        for channel, child in zip(self._channels, self._children, strict=True):
            channel.settimeout(_REAP_SECONDS)
            with contextlib.suppress(OSError):  # a child that is already gone says so by its outcome
                send(channel, child.payload)
            channel.setblocking(False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._status, selectors.EVENT_READ, self._read_status)
            for index, channel in enumerate(self._channels):
                pipe = self._pipes[index]
                selector.register(channel, selectors.EVENT_READ, lambda i=index: self._read_channel(i, selector))
                selector.register(pipe, selectors.EVENT_READ, lambda i=index: self._read_pipe(i, selector))
            self._loop(selector, cancelled)
            self._drain(selector)
        return [replace(self._outcomes[i], output=self._text(i)) for i in range(len(self._children))]

    def _loop(self, selector: selectors.BaseSelector, cancelled: Callable[[], bool] | None) -> None:
        asked = time.monotonic()
        deadline = asked + max(child.limits.wall_seconds for child in self._children) + _OVERDUE_SECONDS
        while len(self._outcomes) < len(self._children):
            for key, _ in selector.select(_POLL_SECONDS):
                key.data()
            if cancelled is not None and time.monotonic() - asked >= _POLL_SECONDS:
                asked = time.monotonic()
                if cancelled():
                    raise Cancelled
            if self._flooded or 0 in self._outcomes:
                self._end_rest()
            if time.monotonic() > deadline:
                raise WardenLost("the warden does not end what is over its time")

    def _end_rest(self) -> None:
        """Ask the warden to end what still runs, by closing our half of the status socket."""
        with contextlib.suppress(OSError):
            self._status.shutdown(socket.SHUT_WR)

    def _read_status(self) -> None:
        data = self._status.recv(4096)
        if not data:
            raise WardenLost("the warden ended during the run")
        message = json.loads(data)
        index = message.pop("child")
        outcome = Outcome(**{**message, "ending": Ending(message["ending"])})
        if index in self._flooded:
            outcome = replace(outcome, ending=Ending.OUTPUT)
        self._outcomes[index] = outcome

    def _read_channel(self, index: int, selector: selectors.BaseSelector) -> None:
        try:
            data = self._channels[index].recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            selector.unregister(self._channels[index])
            return
        for frame in self._readers[index].feed(data):
            self._on_frame(index, frame)

    def _read_pipe(self, index: int, selector: selectors.BaseSelector) -> None:
        data = os.read(self._pipes[index], 1 << 16)
        if not data:
            selector.unregister(self._pipes[index])
            return
        cap = self._children[index].limits.output_bytes
        room = cap - len(self._output[index])
        self._output[index] += data[:room]
        if len(data) > room:
            self._flooded.add(index)

    def _drain(self, selector: selectors.BaseSelector) -> None:
        """Read what ended children left in their pipes."""
        selector.unregister(self._status)
        while selector.get_map() and (ready := selector.select(0)):
            for key, _ in ready:
                key.data()

    def _text(self, index: int) -> str:
        return self._output[index].decode(errors="replace")


__all__ = ["Cancelled", "ChildSpec", "FrameError", "NoConfinement", "Warden", "WardenLost"]
