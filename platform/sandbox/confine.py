"""The two walls: what the warden gives up once, and what each child gives up before it runs anything."""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox import kernel, landlock, rootfs, seccomp
from sandbox.limits import ChildLimits

_NOBODY = 65534
_INSIDE_ID = 1000
_NAMESPACES = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)


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

    def as_json(self) -> dict[str, bool | int]:
        return asdict(self)


def confine_warden(root: str) -> None:
    """Enter namespaces of its own and fill `root` with what children may read; the next fork is PID 1 of a new world.

    As root the warden becomes `nobody` first, so that what is root's outside is not its own inside.

    Raises:
        OSError: this host does not give the namespaces; nothing may run.
    """
    if os.getuid() == 0:
        kernel.unshare(kernel.CLONE_NEWNS)
        kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
        rootfs.build(root)
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # a change of user clears it, and /proc/self/uid_map needs it
        _unshare_as_user()
    else:
        _unshare_as_user()
        kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
        rootfs.build(root)


def enter_root(root: str) -> None:
    """Leave the host's files behind for `root`."""
    rootfs.enter(root)


def _unshare_as_user() -> None:
    uid, gid = os.getuid(), os.getgid()
    kernel.unshare(_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE_ID} {gid} 1")


@dataclass(frozen=True, slots=True)
class ChildWalls:
    """What a child needs to confine itself, prepared once: the compiled filter and the warden's own size."""

    program: seccomp.Program
    keep_alive: object
    landlock_version: int
    readable: tuple[str, ...]
    warden_bytes: int

    @classmethod
    def prepare(cls) -> ChildWalls:
        """Compile the filter and measure this process. Call it before /proc is left behind."""
        compiled, keep_alive = seccomp.program()
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        readable = (*rootfs.readable_folders(), "/dev")
        return cls(compiled, keep_alive, landlock.abi(), readable, pages * resource.getpagesize())

    def confine_child(self, limits: ChildLimits) -> None:
        """Confine the calling process, a fresh fork of the warden, for good; the seccomp filter comes last."""
        kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
        rootfs.mount_box(limits.disk_bytes)
        self._set_rlimits(limits)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.drop_capabilities()
        if self.landlock_version:
            landlock.restrict(readable=self.readable, writable=(rootfs.BOX,), version=self.landlock_version)
        seccomp.install(self.program)

    def _set_rlimits(self, limits: ChildLimits) -> None:
        cpu_seconds = max(1, int(limits.cpu_seconds + 0.999))
        # The first process of a PID namespace ignores SIGXCPU, so soft and hard are one: the kernel sends SIGKILL.
        for kind, value in (
            (resource.RLIMIT_CPU, cpu_seconds),
            (resource.RLIMIT_AS, self.warden_bytes + limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.disk_bytes),
            (resource.RLIMIT_NOFILE, limits.open_files),
            (resource.RLIMIT_NPROC, limits.threads),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
        ):
            resource.setrlimit(kind, (value, value))


def require_linux() -> None:
    """Raises OSError on any other system: without confinement nothing runs."""
    if not sys.platform.startswith("linux"):
        raise OSError("The sandbox needs Linux: it is made of namespaces, seccomp and Landlock.")
