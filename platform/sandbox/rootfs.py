"""The minimal read-only root that children see: the interpreter, its libraries, three devices, and an empty /box."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

from sandbox import kernel

BOX = "/box"
_LIBRARY_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
# Flags that a mount inherited from the host keeps; a remount in a user namespace may not clear them.
_KEPT_FLAGS = (
    (os.ST_NOSUID, kernel.MS_NOSUID),
    (os.ST_NODEV, kernel.MS_NODEV),
    (os.ST_NOEXEC, kernel.MS_NOEXEC),
    (os.ST_NOATIME, kernel.MS_NOATIME),
    (os.ST_NODIRATIME, kernel.MS_NODIRATIME),
    (os.ST_RELATIME, kernel.MS_RELATIME),
)


def readable_folders() -> list[str]:
    """Name the folders that a running interpreter may still read from, outermost first, none inside another."""
    wanted = [*_LIBRARY_FOLDERS, *(sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib"))]
    wanted.append(str(Path(sys.base_prefix) / "lib"))
    found: list[str] = []
    for folder in sorted({str(Path(folder)) for folder in wanted if Path(folder).is_dir()}, key=len):
        if not any(Path(folder).is_relative_to(outer) for outer in found):
            found.append(folder)
    return found


def build(root: str) -> None:
    """Fill `root`, an empty folder, with read-only bind mounts. The mount namespace must be private already."""
    kernel.mount("root", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for folder in readable_folders():
        target = root + folder
        if Path(folder).is_symlink():
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            Path(target).symlink_to(Path(folder).readlink())
            continue
        Path(target).mkdir(parents=True, exist_ok=True)
        _bind(folder, target, extra=kernel.MS_RDONLY | kernel.MS_NODEV)
    Path(root + "/dev").mkdir(exist_ok=True)
    for device in _DEVICES:
        Path(root + device).touch()
        _bind(device, root + device, extra=kernel.MS_NOEXEC)
    Path(root + BOX).mkdir()
    temporary = Path(root + "/tmp")  # noqa: S108 - inside the new root
    if not temporary.exists():  # it does when the interpreter's own environment lies in /tmp
        temporary.symlink_to(BOX)


def enter(root: str) -> None:
    """Make `root` the root of this process's own mount namespace and let the host's go."""
    # Mounts made before a user namespace are locked in it as a tree; a recursive bind gives an unlocked top.
    kernel.mount(root, root, "", kernel.MS_BIND | kernel.MS_REC)
    os.chdir(root)
    kernel.pivot_root(".", ".")  # the old root comes to lie on top of the new one, and is taken off
    kernel.unmount(".")
    os.chdir("/")
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("", "/", "", flags)


def mount_box(disk_bytes: int) -> None:
    """Give this process, in a mount namespace of its own, an empty /box of at most `disk_bytes`."""
    data = f"size={disk_bytes},nr_inodes=1024,mode=700"
    kernel.mount("box", BOX, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC, data)
    os.chdir(BOX)


def _bind(source: str, target: str, *, extra: int) -> None:
    kernel.mount(source, target, "", kernel.MS_BIND)
    present = os.statvfs(target).f_flag
    kept = sum(flag for bit, flag in _KEPT_FLAGS if present & bit)
    kernel.mount("", target, "", kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_NOSUID | kept | extra)
