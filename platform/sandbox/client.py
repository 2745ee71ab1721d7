"""The worker's side of the sandbox: starts the warden, hands it runs, and reads what comes back."""

from __future__ import annotations

import array
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox import boxes, cgroups
from sandbox.confine import require_linux
from sandbox.frames import Frame, FrameError
from sandbox.limits import ChildLimits, Outcome
from sandbox.runs import Cancelled, ChildSpec, Run, WardenLost

_START_SECONDS = 120
_REAP_SECONDS = 5
# A warden that has served this many runs and holds this much more than after its first is to be replaced.
_RUNS_BEFORE_RECYCLING = 500
_GROWTH_ALLOWED = 1.5
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


class Warden:
    """A started warden process, good for many runs at once; thread-safe."""

    def __init__(self, preload: Sequence[str], *, slots: int = 2, prepare: str = "") -> None:
        self._preload = tuple(preload)
        self._prepare = prepare
        self._children = slots * 2
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._groups: list[cgroups.Slot] = []
        self._root = ""
        self._free_groups: list[int] = []
        self._runs = 0
        self._rss_bytes = (0, 0)  # after the first run, after the last
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
        self._root = tempfile.mkdtemp(prefix="forward-pass-root-")
        try:
            slot_fds = [group.procs_fd for group in self._groups]
            self._process = self._spawn(theirs, slot_fds, self._root)
            theirs.close()
            self._control = ours
            self.layers = self._await_ready(ours)
        except BaseException:
            self.close()
            raise
        finally:
            with contextlib.suppress(OSError):  # it stays where the children's folders lie in it
                Path(self._root).rmdir()

    def _spawn(self, control: socket.socket, slot_fds: list[int], root: str) -> subprocess.Popen[bytes]:
        script = Path(__file__).with_name("warden.py")
        return subprocess.Popen(
            [sys.executable, "-I", str(script), self._config(control, slot_fds, root)],
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(control.fileno(), *slot_fds),
            start_new_session=True,
        )

    def _config(self, control: socket.socket, slot_fds: list[int], root: str) -> str:
        config = {
            "control_fd": control.fileno(),
            "preload": self._preload,
            "prepare": self._prepare,
            "slot_fds": slot_fds,
            "root": root,
            "waiting": self._children,
        }
        return json.dumps(config)

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

    @property
    def has_grown(self) -> bool:
        """Say whether the process holds so much more memory than at first that a fresh one should replace it."""
        first, last = self._rss_bytes
        return self._runs >= _RUNS_BEFORE_RECYCLING and last > _GROWTH_ALLOWED * first

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
        boxes.clear(self._root)  # a warden that was killed could not

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
            run = Run(children, on_frame, stack)
            self._submit(run, children, groups)
            outcomes = run.attend(cancelled)
        with self._lock:
            self._runs += 1
            self._rss_bytes = (self._rss_bytes[0] or run.warden_rss_bytes, run.warden_rss_bytes)
        return outcomes

    @contextlib.contextmanager
    def _take_groups(self, count: int) -> Iterator[list[int | None]]:
        with self._lock:
            taken = [self._free_groups.pop() for _ in range(min(count, len(self._free_groups)))]
        try:
            yield [*taken, *[None] * (count - len(taken))]
        finally:
            with self._lock:
                self._free_groups += taken

    def _submit(self, run: Run, children: Sequence[ChildSpec], groups: Sequence[int | None]) -> None:
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


__all__ = ["Cancelled", "ChildSpec", "FrameError", "NoConfinement", "Warden", "WardenLost"]
