"""The few Linux calls that Python's standard library does not wrap; each raises OSError with the call's name."""

from __future__ import annotations

import ctypes
import os
import platform

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_NOATIME = 1024
MS_NODIRATIME = 2048
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MS_RELATIME = 1 << 21
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_NAME = 15
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38

CAP_SETPCAP = 8
CAP_SYS_ADMIN = 21
_LAST_CAPABILITY = 40
_CAPABILITY_VERSION_3 = 0x20080522

X86_64 = platform.machine() == "x86_64"
_SYS_PIVOT_ROOT = 155 if X86_64 else 41
_SYS_SECCOMP = 317 if X86_64 else 277
_SYS_CAPSET = 126 if X86_64 else 91
_SYS_CLOSE_RANGE = 436

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object, what: str) -> int:
    """Make system call `number`; integers are passed as 64 bits."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(int(_libc.syscall(ctypes.c_long(number), *wide)), what)


def unshare(flags: int) -> None:
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, kind: int) -> None:
    _checked(_libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    result = _libc.mount(
        source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), data.encode() or None
    )
    _checked(result, f"mount {target}")


def unmount(target: str, flags: int = MNT_DETACH) -> None:
    _checked(_libc.umount2(target.encode(), ctypes.c_int(flags)), f"umount {target}")


def pivot_root(new_root: str, old_root: str) -> None:
    syscall(_SYS_PIVOT_ROOT, new_root.encode(), old_root.encode(), what="pivot_root")


def prctl(option: int, argument: int = 0) -> None:
    result = _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(argument), ctypes.c_ulong(0), ctypes.c_ulong(0), 0)
    _checked(result, f"prctl {option}")


def madvise(address: int, length: int, advice: int) -> None:
    result = _libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(length), ctypes.c_int(advice))
    _checked(result, "madvise")


def close_from(lowest: int) -> None:
    """Close every file descriptor from `lowest` up."""
    syscall(_SYS_CLOSE_RANGE, lowest, 0xFFFFFFFF, 0, what="close_range")


def seccomp_set_filter(program: ctypes.Structure) -> None:
    """Install a filter for every thread of this process; no_new_privs must be set."""
    syscall(_SYS_SECCOMP, 1, 1, ctypes.byref(program), what="seccomp")


def empty_bounding_set() -> None:
    """Let no capability ever come back; needs CAP_SETPCAP."""
    for capability in range(_LAST_CAPABILITY + 1):
        prctl(PR_CAPBSET_DROP, capability)


def keep_capabilities(*kept: int) -> None:
    """Give up every capability but `kept`; none are kept for a program that is started."""
    mask = sum(1 << capability for capability in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)
    syscall(_SYS_CAPSET, ctypes.byref(header), ctypes.byref(sets), what="capset")
