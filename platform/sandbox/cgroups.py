"""One memory cgroup per child slot, made by the worker where it may, entered by the child itself.

The worker keeps the right to make and remove groups; a child is handed only an open `cgroup.procs`, and closes it. The
kernel judges the move by who opened that file.

In version 2 a group with processes can't hand controllers down (Documentation/admin-guide/cgroup-v2.rst, "No Internal
Process Constraint"), so the slots lie beside the worker's own group, in a parent that was delegated to it: what systemd
makes of `Delegate=memory pids` and `DelegateSubgroup=worker`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.limits import ChildLimits

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "forward-pass-"
_V2_CONTROLLER = "memory"
_V2_LIMIT = "memory.max"
# Where the kernel has them: no way around the limit by swap, the whole group ends together, a cap on threads.
_EXTRAS = (
    ("memory.swap.max", "0"),
    ("memory.swappiness", "0"),
    ("memory.oom.group", "1"),
    ("pids.max", str(ChildLimits().threads + 1)),
)


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
    """Make `count` groups. Returns [] where this user may not."""
    parent, limit_file = _parent()
    if parent is None:
        return []
    _remove_stale(parent)
    top = parent / f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}"
    slots: list[Slot] = []
    try:
        if limit_file == _V2_LIMIT:
            _hand_down(parent)
        top.mkdir()
        if limit_file == _V2_LIMIT:
            _hand_down(top)
        for index in range(count):
            folder = top / str(index)
            folder.mkdir()
            slots.append(Slot(folder, limit_file, os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)))
            slots[-1].set_limit(1 << 30)
            _set_extras(folder)
    except OSError:
        remove_slots(slots)
        with contextlib.suppress(OSError):
            top.rmdir()
        return []
    return slots


def _hand_down(folder: Path) -> None:
    """Let groups beneath `folder` be limited. Raises OSError when the controller is not there or it has processes."""
    control = folder / "cgroup.subtree_control"
    if _V2_CONTROLLER not in control.read_text().split():
        control.write_text(f"+{_V2_CONTROLLER}")
    with contextlib.suppress(OSError):
        control.write_text("+pids")


def _set_extras(folder: Path) -> None:
    for name, value in _EXTRAS:
        with contextlib.suppress(OSError):
            if (folder / name).exists():
                (folder / name).write_text(value)


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
    """Find where groups with a memory limit may be made: version 1, else version 2 if delegated."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return None, ""
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            own = _ROOT / "memory" / path.lstrip("/")
            return (own if os.access(own, os.W_OK) else None), "memory.limit_in_bytes"
    for line in lines:
        if line.startswith("0::"):
            return _delegated_above(line[3:]), _V2_LIMIT
    return None, ""


def _delegated_above(path: str) -> Path | None:
    """Return the parent of the group `path`, if this user may make groups there.

    Root may everywhere, and must not where systemd rules: there the parent must carry systemd's mark.
    """
    parent = (_ROOT / path.lstrip("/")).parent
    if (
        path == "/"
        or ".." in path
        or not all(
            os.access(name, os.W_OK) for name in (parent, parent / "cgroup.procs", parent / "cgroup.subtree_control")
        )
    ):
        return None
    return parent if os.geteuid() != 0 or _is_marked(parent) else None


def _is_marked(folder: Path) -> bool:
    """Whether systemd has delegated this group (systemd's docs/CGROUP_DELEGATION.md)."""
    for name in ("trusted.delegate", "user.delegate"):
        with contextlib.suppress(OSError):
            if os.getxattr(folder, name) == b"1":
                return True
    return False


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
