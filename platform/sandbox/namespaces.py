"""The warden's way into namespaces of its own, with and without a user namespace."""

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sandbox import kernel, rootfs

NOBODY = 65534
_INSIDE_ID = 1000
_HOST_NAME = "sandbox"
_NAMESPACES = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS


def rehearse(root: str, *, user_namespace: bool) -> None:
    """Do what the warden and a child will do, in a process that ends after it. Raises OSError where it is refused."""
    enter(root, user_namespace=user_namespace)
    _, problem = try_in_a_fork(partial(_rehearse_inside, root))
    if problem:
        raise OSError(problem)


def _rehearse_inside(root: str) -> None:
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    rootfs.enter(root)
    kernel.unshare(kernel.CLONE_NEWPID)
    kernel.setns(own_pids, kernel.CLONE_NEWPID)
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
    rootfs.mount_box(1 << 20)


def enter(root: str, *, user_namespace: bool) -> None:
    """Enter namespaces and fill `root` with what children may read.

    As root the warden becomes `nobody` first, so that what is root's outside is not its own inside. Where user
    namespaces are off, it keeps the capability that the others need; its children drop it.
    """
    if os.getuid() != 0:
        _unshare_as_user()
        kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
        rootfs.build(root)
        _forget_the_hosts_name()
        return
    kernel.unshare(kernel.CLONE_NEWNS if user_namespace else _NAMESPACES)
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    rootfs.build(root)
    if user_namespace:
        become_nobody()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # a change of user clears it, and /proc/self/uid_map needs it
        _unshare_as_user()
    else:
        kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
        become_nobody()
        kernel.keep_capabilities(kernel.CAP_SYS_ADMIN, kernel.CAP_SETPCAP)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    _forget_the_hosts_name()


def _forget_the_hosts_name() -> None:
    """Take another; a new UTS namespace starts with the host's, and `platform` remembers what it once asked."""
    socket.sethostname(_HOST_NAME)
    platform._uname_cache = None  # type: ignore[attr-defined]  # noqa: SLF001 - it has no public name


def _unshare_as_user() -> None:
    uid, gid = os.getuid(), os.getgid()
    kernel.unshare(kernel.CLONE_NEWUSER | _NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE_ID} {gid} 1")


def enter_own_user(proc_fd: int) -> None:
    """Give this process, a child, a user namespace of its own in the warden's, where its threads are counted alone.

    `proc_fd` is a descriptor of /proc, whose files the child's root does not have.
    """
    kernel.unshare(kernel.CLONE_NEWUSER)
    for name in ("uid_map", "gid_map"):
        fd = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc_fd)
        try:
            os.write(fd, f"{_INSIDE_ID} {_INSIDE_ID} 1".encode())
        finally:
            os.close(fd)


def become_nobody() -> None:
    """Give up being root, with every right that comes of it."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def try_in_a_fork(attempt: Callable[[], None]) -> tuple[int, str]:
    """Run `attempt` in a process of its own. Returns its id and why it failed, or an empty text."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        problem = ""
        try:
            attempt()
        except BaseException as error:  # noqa: BLE001 - told to the parent
            problem = str(error) or type(error).__name__
        os.write(write_end, problem.encode() + b".")
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return pid, told[:-1].decode(errors="replace") if told.endswith(b".") else "the attempt was killed"
