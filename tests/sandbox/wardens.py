"""A warden that loads the tests' children instead of torch, and ways to see which processes it has."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
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
LIMITS = ChildLimits(wall_seconds=20, cpu_seconds=20, memory_bytes=64 << 20, disk_bytes=1 << 20, output_bytes=4096)


class LightWarden(Warden):
    """Starts in a fraction of a second."""

    def __init__(self, *, slots: int = 2) -> None:
        super().__init__(("sandbox_children", "traceback", "ctypes"), slots=slots)

    def _spawn(self, control, slot_fds, root):  # type: ignore[no-untyped-def]
        config = {"control_fd": control.fileno(), "preload": self._preload, "slot_fds": slot_fds, "root": root}
        return subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(config)],
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
