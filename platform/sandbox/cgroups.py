"""One memory cgroup per child slot, made by the worker where it may, entered by the child itself.

The worker keeps the right to make and remove groups; a child is handed only an open `cgroup.procs`, and closes it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "forward-pass-"


@dataclass(frozen=True, slots=True)
class Slot:
    """A group for one child at a time: where its limit is written and the open file it enters by."""

    folder: Path
    limit_file: str
    procs_fd: int

    def set_limit(self, memory_bytes: int) -> None:
        """Cap the memory charged to the group, shared pages of the warden not counted."""
        (self.folder / self.limit_file).write_text(str(memory_bytes))


def make_slots(count: int) -> list[Slot]:
    """Make `count` groups beneath the worker's own. Returns [] where this user may not."""
    parent, limit_file = _parent()
    if parent is None:
        return []
    _remove_stale(parent)
    top = parent / f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}"
    slots: list[Slot] = []
    try:
        top.mkdir()
        if limit_file == "memory.max":
            (top / "cgroup.subtree_control").write_text("+memory")
        for index in range(count):
            folder = top / str(index)
            folder.mkdir()
            slots.append(Slot(folder, limit_file, os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)))
            slots[-1].set_limit(1 << 30)
    except OSError:
        remove_slots(slots)
        with contextlib.suppress(OSError):
            top.rmdir()
        return []
    return slots


def remove_slots(slots: Sequence[Slot]) -> None:
    """Remove the groups; their processes must have ended."""
    for slot in slots:
        with contextlib.suppress(OSError):
            os.close(slot.procs_fd)
        with contextlib.suppress(OSError):
            slot.folder.rmdir()
    if slots:
        with contextlib.suppress(OSError):
            slots[0].folder.parent.rmdir()


def _parent() -> tuple[Path | None, str]:
    """Find the worker's own group of the memory controller: version 1, else version 2 if delegated."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return None, ""
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            return _if_writable(_ROOT / "memory" / path.lstrip("/")), "memory.limit_in_bytes"
    for line in lines:
        if line.startswith("0::"):
            return _if_writable(_ROOT / line[3:].lstrip("/")), "memory.max"
    return None, ""


def _if_writable(folder: Path) -> Path | None:
    return folder if os.access(folder, os.W_OK) else None


def _remove_stale(parent: Path) -> None:
    """Remove what a killed worker left: groups named after a process that is gone."""
    for top in parent.glob(f"{_PREFIX}*"):
        pid = top.name.removeprefix(_PREFIX).split("-")[0]
        if Path("/proc", pid).exists():
            continue
        with contextlib.suppress(OSError):
            for folder in top.iterdir():
                if folder.is_dir():
                    folder.rmdir()
            top.rmdir()
