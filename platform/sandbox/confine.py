"""The two walls: what the warden gives up once, and what each child gives up before it runs anything.

There are two modes. Where the host gives namespaces, each child has its own. Where it refuses them, Landlock keeps
files apart and the seccomp program keeps processes apart. Where it gives neither, nothing runs.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from sandbox import hosts, kernel, landlock, namespaces, rootfs, seccomp
from sandbox.boxes import Boxes
from sandbox.limits import ChildLimits

_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
# Without a user namespace RLIMIT_NPROC counts what the same user runs elsewhere too; room for what it starts later.
_TASKS_ELSEWHERE = 1024


class Mode(StrEnum):
    """What keeps children from the host and from each other."""

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"


@dataclass(frozen=True, slots=True)
class Layers:
    """Which layers of confinement are in force; `landlock` is its ABI version and 0 is none."""

    user_namespace: bool
    mount_namespace: bool
    pid_namespace: bool
    network_namespace: bool
    ipc_namespace: bool
    no_new_privs: bool
    capabilities_dropped: bool
    seccomp: bool
    landlock: int
    rlimits: bool
    memory_cgroup: bool

    @property
    def mode(self) -> Mode:
        return Mode.NAMESPACES if self.mount_namespace else Mode.LANDLOCK

    def as_json(self) -> dict[str, bool | int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ChildWalls:
    """What a child needs to confine itself, prepared once. `boxes` is None where each child gets its own namespaces."""

    filter: seccomp.Filter
    landlock_version: int
    readable: tuple[str, ...]
    warden_bytes: int
    user_namespace: bool
    tasks_elsewhere: int
    boxes: Boxes | None
    warden_pid: int

    @classmethod
    def prepare(cls, *, user: int, user_namespace: bool, boxes: Boxes | None = None) -> ChildWalls:
        """Compile the filter and measure this process. Call it before /proc and the user are left behind."""
        return cls(
            filter=seccomp.Filter(),
            landlock_version=landlock.abi(),
            readable=(*rootfs.readable_folders(), *(("/dev",) if boxes is None else _DEVICES)),
            warden_bytes=int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize(),
            user_namespace=user_namespace,
            tasks_elsewhere=0 if user_namespace else _TASKS_ELSEWHERE + _tasks_of(user),
            boxes=boxes,
            warden_pid=os.getpid(),
        )

    @property
    def pid_namespace(self) -> bool:
        """Whether the warden must make a PID namespace for each fork, and return to its own."""
        return self.boxes is None

    @property
    def watches_disk(self) -> bool:
        """Whether `overfull` must be asked while children run: no tmpfs caps what they write."""
        return self.boxes is not None

    def layers(self, *, memory_cgroup: bool) -> Layers:
        return Layers(
            user_namespace=self.user_namespace,
            mount_namespace=self.pid_namespace,
            pid_namespace=self.pid_namespace,
            network_namespace=self.pid_namespace,
            ipc_namespace=self.pid_namespace,
            no_new_privs=True,
            capabilities_dropped=True,
            seccomp=True,
            landlock=self.landlock_version,
            rlimits=True,
            memory_cgroup=memory_cgroup,
        )

    def confine_child(self, limits: ChildLimits) -> None:
        """Confine the calling process, a fresh fork of the warden, for good; the seccomp filter comes last."""
        box = self._own_folder(limits)
        self._set_rlimits(limits)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # a crash starts no core handler on the host
        if self.pid_namespace:
            kernel.empty_bounding_set()
        kernel.keep_capabilities()
        if self.boxes is not None:
            landlock.restrict(readable=self.readable, growing=(box,), version=self.landlock_version)
        elif self.landlock_version:
            landlock.restrict(readable=self.readable, writable=(box,), version=self.landlock_version)
        self.filter.install()

    def _own_folder(self, limits: ChildLimits) -> str:
        if self.boxes is not None:
            _end_with(self.warden_pid)
            return self.boxes.enter()
        kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
        rootfs.mount_box(limits.disk_bytes)
        return rootfs.BOX

    def _set_rlimits(self, limits: ChildLimits) -> None:
        cpu_seconds = max(1, int(limits.cpu_seconds + 0.999))
        # The first process of a PID namespace ignores SIGXCPU, so soft and hard are one: the kernel sends SIGKILL.
        for kind, value in (
            (resource.RLIMIT_CPU, cpu_seconds),
            (resource.RLIMIT_AS, self.warden_bytes + limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.disk_bytes),
            (resource.RLIMIT_NOFILE, limits.open_files),
            (resource.RLIMIT_NPROC, limits.threads + self.tasks_elsewhere),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (lower, lower))

    def overfull(self, pid: int, limits: ChildLimits) -> bool:
        """Whether a running child's folder holds more than `disk_bytes`; False where a tmpfs caps it."""
        return self.boxes is not None and self.boxes.overfull(pid, limits.disk_bytes)

    def after_reap(self, pid: int) -> None:
        """Remove what an ended child left."""
        if self.boxes is not None:
            self.boxes.remove(pid)

    def close(self) -> None:
        """End what still runs and remove every folder; a PID namespace does both by itself."""
        if self.boxes is not None:
            self.boxes.close()

    def prove(self) -> None:
        """Confine a throw-away child and see that it can't leave.

        Raises:
            OSError: a layer could not be entered, or does not hold.
        """
        pid, problem = namespaces.try_in_a_fork(self._try_to_leave)
        self.after_reap(pid)
        if problem:
            raise OSError(f"A child can't be confined: {problem}")

    def _try_to_leave(self) -> None:
        self.confine_child(ChildLimits())
        deeds: dict[str, Callable[[], object]] = {
            "start a process": os.fork,
            "open a socket": socket.socket,
            "read /proc": lambda: os.scandir("/proc/self"),
            "read /etc": lambda: os.open("/etc/passwd", os.O_RDONLY),
            "signal its parent": lambda: os.kill(os.getppid() or 1 << 22, 0),
        }
        for name, deed in deeds.items():
            with contextlib.suppress(OSError):
                deed()
                raise RuntimeError(f"it could {name}")


def confine_warden(root: str) -> ChildWalls:
    """Choose the mode and give up what the warden does not need; in namespaces the next fork is PID 1 of a new world.

    Namespaces are first tried in a fork, since one that is made halfway can't be left. Costs about a fork for each try.

    Raises:
        OSError: this host gives neither namespaces nor Landlock, or root can't be left; nothing may run.
    """
    refused = ""
    for user_namespace in (True, False) if os.getuid() == 0 else (True,):
        _, problem = namespaces.try_in_a_fork(partial(namespaces.rehearse, root, user_namespace=user_namespace))
        if not problem:
            walls = ChildWalls.prepare(user=os.getuid() or namespaces.NOBODY, user_namespace=user_namespace)
            namespaces.enter(root, user_namespace=user_namespace)
            return walls
        refused = refused or problem
    if not landlock.abi():
        raise OSError(
            f"It gives neither namespaces ({refused}) nor Landlock, and one of them is needed. "
            f"{hosts.namespaces_remedy()} {hosts.LANDLOCK_REMEDY}"
        )
    return _enter_landlock(root)


def _enter_landlock(root: str) -> ChildWalls:
    """Leave root, and keep only the interpreter's files, the children's folders and /proc."""
    user = os.getuid() or namespaces.NOBODY
    walls = ChildWalls.prepare(user=user, user_namespace=False, boxes=Boxes.make(root, user))
    if os.getuid() == 0:
        with contextlib.suppress(PermissionError):  # nothing starts a program after this, so none could come back
            kernel.empty_bounding_set()
        namespaces.become_nobody()
    for path in walls.readable:
        if not os.access(path, os.R_OK):
            raise OSError(
                f"It refuses namespaces, and without them the user {user} must be able to read {path}. "
                f"Start the worker with an interpreter that everybody may read. {hosts.namespaces_remedy()}"
            )
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.keep_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # a change of user clears it, and a child ranks itself in /proc/self
    landlock.restrict(readable=walls.readable, writable=(root,), growing=("/proc",), version=walls.landlock_version)
    return walls


def _end_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _tasks_of(user: int) -> int:
    """Count the threads of all processes of `user` that /proc shows."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == user:
                count += len(list((process / "task").iterdir()))
    return count


def require_linux() -> None:
    """Raises OSError on any other system: without confinement nothing runs."""
    if not sys.platform.startswith("linux"):
        raise OSError("The sandbox needs Linux: it is made of namespaces, seccomp and Landlock.")
