"""The system calls a child may make, as a BPF program compiled once.

What is not listed answers EPERM, so that Python raises PermissionError on the learner's own line. There is no fork, no
execve, no socket, no ptrace, mount, keyctl, bpf, io_uring or userfaultfd: a child talks over what it was given.

The program must hold where a child shares PID and mount namespaces with everybody and only Landlock keeps files apart.
So a signal goes to the child itself only, fcntl can name no process that SIGIO goes to, and what Landlock's first
versions do not see (truncate by path, times of files) is not listed.
"""

from __future__ import annotations

import ctypes
import errno
import os

from sandbox import kernel

# name: (x86-64, AArch64); None where the architecture has no such call.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226),
    "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "pread64": (17, 67), "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66),
    "access": (21, None), "pipe": (22, None), "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216),
    "madvise": (28, 233), "dup": (32, 23), "dup2": (33, None), "nanosleep": (35, 101), "getpid": (39, 172),
    "shutdown": (48, 210), "exit": (60, 93), "uname": (63, 160),
    "fsync": (74, 82), "fdatasync": (75, 83), "ftruncate": (77, 46), "getcwd": (79, 17),
    "chdir": (80, 49), "rename": (82, None), "mkdir": (83, None), "rmdir": (84, None), "unlink": (87, None),
    "readlink": (89, None), "umask": (95, 166), "gettimeofday": (96, 169), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176),
    "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173), "getpgrp": (111, None),
    "getgroups": (115, 158), "getresuid": (118, 148), "getresgid": (120, 150), "sigaltstack": (131, 132),
    "statfs": (137, 43), "fstatfs": (138, 44), "gettid": (186, 178), "time": (201, None),
    "futex": (202, 98), "sched_getaffinity": (204, 123), "getdents64": (217, 61), "set_tid_address": (218, 96),
    "fadvise64": (221, 223), "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "exit_group": (231, 94), "mkdirat": (258, 34),
    "newfstatat": (262, 79), "unlinkat": (263, 35), "renameat": (264, 38), "readlinkat": (267, 78),
    "faccessat": (269, 48), "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99),
    "fallocate": (285, 47), "dup3": (292, 24),
    "pipe2": (293, 59), "getcpu": (309, 168), "renameat2": (316, 276), "getrandom": (318, 278),
    "statx": (332, 291), "rseq": (334, 293), "close_range": (436, 436), "faccessat2": (439, 439),
}  # fmt: skip

_OPEN = (2, None)
_OPENAT = (257, 56)
_KILL = (62, 129)
_TGKILL = (234, 131)
_SENDTO = (44, 206)
_RECVFROM = (45, 207)
_GETSOCKOPT = (55, 209)
_FCNTL = (72, 25)
_IOCTL = (16, 29)
_CLONE = (56, 220)
_CLONE3 = (435, 435)
_PRCTL = (157, 167)
_PRLIMIT64 = (302, 261)

_CLONE_THREAD = 0x00010000
_TCGETS, _FIONREAD, _FIONBIO = 0x5401, 0x541B, 0x5421
_PR_SET_VMA = 0x53564D41
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
_FCNTL_COMMANDS = (0, 1, 2, 3, 4, 1030)
_O_TMPFILE_BIT = 0x400000
_MSG_OOB = 1
_SOCKET_OPTIONS = (3, 4, 38, 39)  # SO_TYPE, SO_ERROR, SO_PROTOCOL, SO_DOMAIN: none tells who is at the other end
_OWN_PID = 0xFFFFFFFE  # stands for the child's own in the prepared program; no process has it

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
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


_DENIED = _give(_ERRNO | errno.EPERM)


def _argument(index: int, *, high: bool = False) -> _Step:
    return _load(_ARGUMENTS_AT + 8 * index + (4 if high else 0))


def _when_number(pair: tuple[int | None, int | None], body: list[_Step]) -> list[_Step]:
    """Run `body`, which must return, when the call is `pair`'s; the number is in the accumulator before and after."""
    number = _number(pair)
    return [] if number is None else [(_JUMP_EQUAL, 0, len(body), number), *body]


def _number(pair: tuple[int | None, int | None]) -> int | None:
    return pair[0] if kernel.X86_64 else pair[1]


def _only(pair: tuple[int, int], argument: int, values: tuple[int, ...]) -> list[_Step]:
    """Allow the call when the low half of one argument, all that the kernel reads of an int, is among `values`."""
    tests = [step for value in values for step in ((_JUMP_EQUAL, 0, 1, value), _give(_ALLOW))]
    return _when_number(pair, [_argument(argument), *tests, _DENIED])


def _without(pair: tuple[int | None, int | None], argument: int, bit: int) -> list[_Step]:
    """Allow the call unless `bit` is set in one argument, the flags."""
    return _when_number(pair, [_argument(argument), (_JUMP_ANY_BIT, 0, 1, bit), _DENIED, _give(_ALLOW)])


def _steps() -> list[_Step]:
    steps = [_load(_ARCH_AT), (_JUMP_EQUAL, 1, 0, _ARCH), _give(_KILL_PROCESS), _load(_NUMBER_AT)]
    if kernel.X86_64:
        steps += [(_JUMP_GREATER_EQUAL, 0, 1, _X32_BIT), _give(_KILL_PROCESS)]
    for pair in _ALLOWED.values():
        steps += _when_number(pair, [_give(_ALLOW)])
    # A thread is allowed, a process is not. clone3 hides its flags in memory: ENOSYS makes libc fall back to clone.
    steps += _when_number(_CLONE, [_argument(0), (_JUMP_ANY_BIT, 0, 1, _CLONE_THREAD), _give(_ALLOW), _DENIED])
    steps += _when_number(_CLONE3, [_give(_ERRNO | errno.ENOSYS)])
    # A file without a name could not be counted. Sockets carry bytes: nothing out of band, and no descriptor comes in.
    steps += _without(_OPEN, 1, _O_TMPFILE_BIT) + _without(_OPENAT, 2, _O_TMPFILE_BIT)
    for pair in (_SENDTO, _RECVFROM):
        steps += _without(pair, 3, _MSG_OOB)
    steps += _only(_GETSOCKOPT, 2, _SOCKET_OPTIONS)
    steps += _only(_KILL, 0, (_OWN_PID,))
    steps += _only(_TGKILL, 0, (_OWN_PID,))
    steps += _only(_FCNTL, 1, _FCNTL_COMMANDS)
    steps += _only(_IOCTL, 1, (_TCGETS, _FIONREAD, _FIONBIO))
    steps += _only(_PRCTL, 0, (kernel.PR_SET_NAME, _PR_SET_VMA))
    # prlimit64 may ask of the child itself, not set: its third argument, a pointer, must be null in both halves.
    itself = [_argument(0), (_JUMP_EQUAL, 2, 0, 0), (_JUMP_EQUAL, 1, 0, _OWN_PID), _DENIED]
    is_null = [_argument(2), (_JUMP_EQUAL, 0, 3, 0), _argument(2, high=True), (_JUMP_EQUAL, 0, 1, 0), _give(_ALLOW)]
    steps += _when_number(_PRLIMIT64, [*itself, *is_null, _DENIED])
    return [*steps, _DENIED]


class Filter:
    """The program, compiled once by the warden and finished by each child, which alone knows its own process id."""

    def __init__(self) -> None:
        steps = _steps()
        self._steps = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
        self._places = [place for place, step in enumerate(steps) if step[3] == _OWN_PID]

    def install(self) -> None:
        """Confine this process to the listed calls for good; no_new_privs must be set."""
        kernel.seccomp_set_filter(self.program(os.getpid()))

    def program(self, pid: int) -> Program:
        """Return what the kernel takes, for process `pid`; it points into this filter."""
        for place in self._places:
            self._steps[place].k = pid
        return Program(len(self._steps), ctypes.cast(self._steps, ctypes.POINTER(_Instruction)))
