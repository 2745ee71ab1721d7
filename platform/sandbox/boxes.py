"""Folders for children that have no mount namespace: one for each, named after its process, removed when it has ended.

No tmpfs caps what such a folder holds. A child may only add to it (Landlock gives it no right to remove), so what is in
it can be counted from outside while the child runs.
"""

# ruff: noqa: PTH101, PTH102, PTH106, PTH208 - removal works on descriptors, which paths know nothing of

from __future__ import annotations

import contextlib
import os
import resource
import signal
import stat
from dataclasses import dataclass, field
from pathlib import Path

_MOST_ENTRIES = 1024
_REMOVAL_SECONDS = 20  # of processor time; what is left then goes with the warden
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Boxes:
    """The folder that holds the children's folders."""

    folder: str
    removers: list[int] = field(default_factory=list)

    @classmethod
    def make(cls, root: str, owner: int) -> Boxes:
        """Make it beneath `root`, both given to the user `owner` if the caller is root."""
        folder = f"{root}/boxes"
        os.mkdir(folder, 0o700)
        if os.geteuid() == 0:
            os.chown(root, owner, owner)
            os.chown(folder, owner, owner)
        return cls(folder)

    def enter(self) -> str:
        """Make the calling child's folder, go there, and return its path."""
        box = f"{self.folder}/{os.getpid()}"
        os.mkdir(box, 0o700)  # one that exists already is another's and must not be shared
        os.chdir(box)
        return box

    def overfull(self, pid: int, most_bytes: int) -> bool:
        """Whether a running child's folder holds more than it may; costs one look at each of its files."""
        entries = size = 0
        pending = [f"{self.folder}/{pid}"]
        while pending:
            try:
                os.chmod(pending[-1], 0o700)  # a child may have made a folder that nobody may list
                with os.scandir(pending.pop()) as found:
                    for entry in found:
                        entries += 1
                        size += entry.stat(follow_symlinks=False).st_size
                        if entry.is_dir(follow_symlinks=False):
                            pending.append(entry.path)
                        if entries > _MOST_ENTRIES or size > most_bytes:
                            return True
            except FileNotFoundError:
                return False  # not there yet
            except OSError:
                return True  # a path too long to follow
        return False

    def remove(self, pid: int) -> None:
        """Remove the folder of a child that has ended; one with folders in it in a process of its own.

        Landlock looks at every folder above for each step, so that a deep tree takes the square of its depth, and the
        warden must not wait for that.
        """
        self.removers[:] = [remover for remover in self.removers if not _has_ended(remover)]
        box = f"{self.folder}/{pid}"
        if not _has_folders(box):
            clear(box)
            return
        remover = os.fork()
        if remover == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (_REMOVAL_SECONDS, _REMOVAL_SECONDS))
            clear(box)
            os._exit(0)
        self.removers.append(remover)

    def close(self) -> None:
        """End the children that still run and remove everything."""
        for pid in [*self.removers, *map(int, os.listdir(self.folder))]:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                if not _has_ended(pid):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
        clear(str(Path(self.folder).parent))


def _has_ended(pid: int) -> bool:
    """Whether a child of this process has ended. Raises ChildProcessError for a process that is not one."""
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def _has_folders(folder: str) -> bool:
    try:
        with os.scandir(folder) as found:
            return any(entry.is_dir(follow_symlinks=False) for entry in found)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # it can't be listed as it is


def clear(folder: str) -> None:
    """Remove `folder` and all in it, however deep, whatever the modes; what is gone or not ours is passed over."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, _OPEN_FOLDER)
        try:
            _empty(fd)
        finally:
            os.rmdir(folder)


def _empty(fd: int) -> None:
    """Empty the folder open as `fd`, which this closes, without recursion and without long paths."""
    levels = [_subfolders(fd)]
    try:
        while True:
            if not levels[-1]:
                levels.pop()
                if not levels:
                    return
                fd = _replace(fd, "..")
                continue
            name = levels[-1][-1]
            try:
                os.rmdir(name, dir_fd=fd)
                levels[-1].pop()
            except OSError:
                os.chmod(name, 0o700, dir_fd=fd)
                fd = _replace(fd, name)
                levels.append(_subfolders(fd))
    finally:
        os.close(fd)


def _replace(fd: int, name: str) -> int:
    inner = os.open(name, _OPEN_FOLDER, dir_fd=fd)
    os.close(fd)
    return inner


def _subfolders(fd: int) -> list[str]:
    """Remove the files of a folder and return the names of its folders."""
    folders = []
    for name in os.listdir(fd):
        if stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
            folders.append(name)
        else:
            os.unlink(name, dir_fd=fd)
    return folders
