"""The system calls a child may make, as a BPF program compiled once.

What is not listed answers EPERM, so that Python raises PermissionError on the learner's own line. There is no fork, no
execve, no socket, no ptrace, mount, keyctl, bpf, io_uring or userfaultfd: a child talks over what it was given.
"""

from __future__ import annotations

import ctypes
import errno

from sandbox import kernel

# name: (x86-64, AArch64); None where the architecture has no such call.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "open": (2, None), "close": (3, 57), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226),
    "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "pread64": (17, 67), "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66),
    "access": (21, None), "pipe": (22, None), "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216),
    "madvise": (28, 233), "dup": (32, 23), "dup2": (33, None), "nanosleep": (35, 101), "getpid": (39, 172),
    "sendto": (44, 206), "recvfrom": (45, 207), "sendmsg": (46, 211), "recvmsg": (47, 212), "shutdown": (48, 210),
    "getsockopt": (55, 209), "exit": (60, 93), "kill": (62, 129), "uname": (63, 160), "fcntl": (72, 25),
    "fsync": (74, 82), "fdatasync": (75, 83), "truncate": (76, 45), "ftruncate": (77, 46), "getcwd": (79, 17),
    "chdir": (80, 49), "rename": (82, None), "mkdir": (83, None), "rmdir": (84, None), "unlink": (87, None),
    "readlink": (89, None), "umask": (95, 166), "gettimeofday": (96, 169), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176),
    "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173), "getpgrp": (111, None),
    "getgroups": (115, 158), "getresuid": (118, 148), "getresgid": (120, 150), "sigaltstack": (131, 132),
    "statfs": (137, 43), "fstatfs": (138, 44), "gettid": (186, 178), "tkill": (200, 130), "time": (201, None),
    "futex": (202, 98), "sched_getaffinity": (204, 123), "getdents64": (217, 61), "set_tid_address": (218, 96),
    "fadvise64": (221, 223), "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "exit_group": (231, 94), "tgkill": (234, 131), "openat": (257, 56), "mkdirat": (258, 34),
    "newfstatat": (262, 79), "unlinkat": (263, 35), "renameat": (264, 38), "readlinkat": (267, 78),
    "faccessat": (269, 48), "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99),
    "get_robust_list": (274, 100), "utimensat": (280, 88), "fallocate": (285, 47), "dup3": (292, 24),
    "pipe2": (293, 59), "getcpu": (309, 168), "renameat2": (316, 276), "getrandom": (318, 278),
    "statx": (332, 291), "rseq": (334, 293), "close_range": (436, 436), "faccessat2": (439, 439),
}  # fmt: skip

_IOCTL = (16, 29)
_CLONE = (56, 220)
_CLONE3 = (435, 435)
_PRCTL = (157, 167)
_PRLIMIT64 = (302, 261)

_CLONE_THREAD = 0x00010000
_TCGETS, _FIONREAD, _FIONBIO = 0x5401, 0x541B, 0x5421
_PR_SET_VMA = 0x53564D41

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000
_ARCH = 0xC000003E if kernel.X86_64 else 0xC00000B7
_X32_BIT = 0x40000000

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16

_Step = tuple[int, int, int, int]


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class Program(ctypes.Structure):
    """What the kernel takes: a length and a pointer to instructions (kept alive by `steps`)."""

    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Instruction)))


def _load(offset: int) -> _Step:
    return (_LOAD, 0, 0, offset)


def _give(action: int) -> _Step:
    return (_RETURN, 0, 0, action)


def _argument(index: int, *, high: bool = False) -> _Step:
    return _load(_ARGUMENTS_AT + 8 * index + (4 if high else 0))


def _when_number(pair: tuple[int, int], body: list[_Step]) -> list[_Step]:
    """Run `body`, which must return, when the call is `pair`'s; the number is in the accumulator before and after."""
    number = pair[0] if kernel.X86_64 else pair[1]
    return [(_JUMP_EQUAL, 0, len(body), number), *body]


def _steps() -> list[_Step]:
    denied = _give(_ERRNO | errno.EPERM)
    steps = [_load(_ARCH_AT), (_JUMP_EQUAL, 1, 0, _ARCH), _give(_KILL), _load(_NUMBER_AT)]
    if kernel.X86_64:
        steps += [(_JUMP_GREATER_EQUAL, 0, 1, _X32_BIT), _give(_KILL)]
    for pair in _ALLOWED.values():
        number = pair[0] if kernel.X86_64 else pair[1]
        if number is not None:
            steps += [(_JUMP_EQUAL, 0, 1, number), _give(_ALLOW)]
    # A thread is allowed, a process is not. clone3 hides its flags in memory: ENOSYS makes libc fall back to clone.
    steps += _when_number(_CLONE, [_argument(0), (_JUMP_ANY_BIT, 0, 1, _CLONE_THREAD), _give(_ALLOW), denied])
    steps += _when_number(_CLONE3, [_give(_ERRNO | errno.ENOSYS)])
    for pair, values in ((_IOCTL, (_TCGETS, _FIONREAD, _FIONBIO)), (_PRCTL, (kernel.PR_SET_NAME, _PR_SET_VMA))):
        argument = 1 if pair is _IOCTL else 0
        tests = [step for value in values for step in ((_JUMP_EQUAL, 0, 1, value), _give(_ALLOW))]
        steps += _when_number(pair, [_argument(argument), *tests, denied])
    # prlimit64 may ask, not set: its third argument, a pointer, must be null in both halves.
    is_null = [_argument(2), (_JUMP_EQUAL, 0, 3, 0), _argument(2, high=True), (_JUMP_EQUAL, 0, 1, 0), _give(_ALLOW)]
    steps += _when_number(_PRLIMIT64, [*is_null, denied])
    return [*steps, denied]


def program() -> tuple[Program, object]:
    """Compile the filter. Returns it and the array that must outlive it."""
    steps = _steps()
    array = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    return Program(len(steps), ctypes.cast(array, ctypes.POINTER(_Instruction))), array


def install(compiled: Program) -> None:
    """Confine this process to the listed calls; no_new_privs must be set."""
    kernel.seccomp_set_filter(compiled)
