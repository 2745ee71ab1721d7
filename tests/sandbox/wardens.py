"""A warden that loads the tests' children instead of torch, and ways to see which processes it has."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sandbox import client
from sandbox.client import ChildSpec, Warden
from sandbox.frames import Frame
from sandbox.limits import ChildLimits

_HERE = Path(__file__).parent
_WARDEN = Path(client.__file__).with_name("warden.py")
_START = f"""
import runpy, sys
sys.path[:0] = [{str(_HERE)!r}, {str(_WARDEN.parents[1])!r}]
runpy.run_path({str(_WARDEN)!r}, run_name="__main__")
"""
# Standard input, output and error, and the door.
_WAITING_DESCRIPTORS = 4
LIMITS = ChildLimits(wall_seconds=20, cpu_seconds=20, memory_bytes=64 << 20, disk_bytes=1 << 20, output_bytes=4096)


class LightWarden(Warden):
    """Starts in a fraction of a second."""

    def __init__(self, *, slots: int = 2, prepare: str = "") -> None:
        super().__init__(("sandbox_children", "traceback", "ctypes"), slots=slots, prepare=prepare)

    def _spawn(self, control, slot_fds, root):  # type: ignore[no-untyped-def]
        return subprocess.Popen(
            [sys.executable, "-I", "-c", _START, self._config(control, slot_fds, root)],
            env={"LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(control.fileno(), *slot_fds),
            start_new_session=True,
        )


def child(name: str, payload: Frame | None = None, limits: ChildLimits = LIMITS) -> ChildSpec:
    return ChildSpec(f"sandbox_children:{name}", payload or Frame(None), limits)


def descendants(pid: int) -> list[int]:
    """List the processes below `pid`, itself included."""
    found = [pid]
    for parent in found:
        try:
            found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        except OSError:
            continue
    return found


def settled(warden: Warden, *, seconds: float = 20) -> list[int]:
    """Wait until every child that is to wait does; list the warden's two processes and those, oldest first."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        pids = descendants(warden.pid or 0)
        if len(pids) == 2 + warden._children and all(_waits_at_its_door(pid) for pid in pids[2:]):
            return pids
        time.sleep(0.01)
    raise AssertionError(f"the warden did not settle: {descendants(warden.pid or 0)}")


def _waits_at_its_door(pid: int) -> bool:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir())) == _WAITING_DESCRIPTORS
    except FileNotFoundError:
        return False  # it has just ended


class Watch:
    """Holds on to processes, so that their end can be awaited whoever reaps them."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._fds = {pid: os.pidfd_open(pid) for pid in pids}

    def still_running(self, seconds: float = 20) -> list[int]:
        """Wait until all have ended, and return those that have not."""
        running = []
        for pid, fd in self._fds.items():
            if not select.select([fd], [], [], seconds)[0]:
                running.append(pid)
            os.close(fd)
        return running
