"""Landlock: file access, TCP and signals narrowed for good, without privileges.

Source: the kernel's Documentation/userspace-api/landlock.rst; the bits of each ABI are listed there.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Sequence

from sandbox import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_READ = 0b1101  # execute, read_file, read_dir: dlopen needs no more
_ADD = _READ | 0b10 | 1 << 7 | 1 << 8 | 1 << 14  # write_file, make_dir, make_reg, truncate: add and change, not remove
_OF_A_FILE = 0b111 | 1 << 14  # execute, write_file, read_file, truncate: the kernel takes no others for a file
_ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_ALL_FROM_ABI_5 = (1 << 16) - 1
_TCP = 0b11
_SCOPES = 0b11  # abstract Unix sockets, signals


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    try:
        return kernel.syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION, what="landlock")
    except OSError:
        return 0


def restrict(
    *, readable: Sequence[str], writable: Sequence[str] = (), growing: Sequence[str] = (), version: int
) -> None:
    """Let this process read beneath `readable`, do anything beneath `writable`, and reach nothing else.

    Beneath `growing` it may make and write files and folders, and remove or rename none.

    TCP is refused from version 4, signals to and abstract sockets of others from version 6. No device is opened.
    """
    everything = _ALL_BY_ABI.get(version, _ALL_FROM_ABI_5)
    ruleset = _Ruleset(everything, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    fd = kernel.syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, 0, what="landlock_create_ruleset")
    try:
        for path in readable:
            _allow(fd, path, _READ & everything)
        for path in writable:
            _allow(fd, path, everything)
        for path in growing:
            _allow(fd, path, _ADD & everything)
        kernel.syscall(_RESTRICT_SELF, fd, 0, what="landlock_restrict_self")
    finally:
        os.close(fd)


def _allow(ruleset: int, path: str, access: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        of_its_kind = access if stat.S_ISDIR(os.fstat(parent).st_mode) else access & _OF_A_FILE
        rule = _PathBeneath(of_its_kind, parent)
        kernel.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0, what="landlock_add_rule")
    finally:
        os.close(parent)
