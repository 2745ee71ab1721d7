"""The filter as data: a small interpreter runs it on chosen calls, on any host."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from sandbox import kernel, seccomp

ALLOW = seccomp._ALLOW
EPERM = seccomp._ERRNO | errno.EPERM
ENOSYS = seccomp._ERRNO | errno.ENOSYS
KILL = seccomp._KILL_PROCESS
OWN = seccomp._OWN_PID
THREAD = 0x3D0F00  # what glibc's pthread_create passes
STEPS = seccomp._steps()

x86_64_only = pytest.mark.skipif(not kernel.X86_64, reason="the numbers are x86-64's")


def answer(number: int, *arguments: int, arch: int = seccomp._ARCH) -> int:
    """Interpret the program on one call's `struct seccomp_data`."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = STEPS[at]
        at += 1
        if code == seccomp._LOAD:
            [accumulator] = struct.unpack_from("<I", data, value)
        elif code == seccomp._RETURN:
            return value
        else:
            holds = {
                seccomp._JUMP_EQUAL: accumulator == value,
                seccomp._JUMP_GREATER_EQUAL: accumulator >= value,
                seccomp._JUMP_ANY_BIT: bool(accumulator & value),
            }[code]
            at += if_true if holds else if_false


def number(pair: tuple[int, int]) -> int:
    return pair[0] if kernel.X86_64 else pair[1]


@x86_64_only
@pytest.mark.parametrize("call", [0, 1, 3, 9, 11, 12, 202, 231, 257, 44, 45])
def test_what_an_interpreter_needs_is_allowed(call: int) -> None:
    assert answer(call) == ALLOW


@x86_64_only
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("socket", 41), ("connect", 42), ("accept", 43), ("bind", 49), ("socketpair", 53), ("fork", 57), ("vfork", 58),
        ("execve", 59), ("execveat", 322), ("ptrace", 101), ("setuid", 105), ("setsid", 112), ("personality", 135),
        ("chroot", 161), ("mount", 165), ("umount2", 166), ("pivot_root", 155), ("setrlimit", 160), ("unshare", 272),
        ("setns", 308), ("keyctl", 250), ("add_key", 248), ("bpf", 321), ("seccomp", 317), ("userfaultfd", 323),
        ("io_uring_setup", 425), ("perf_event_open", 298), ("process_vm_readv", 310), ("process_vm_writev", 311),
        ("memfd_create", 319), ("open_by_handle_at", 304), ("pidfd_open", 434), ("pidfd_getfd", 438), ("shmget", 29),
        ("link", 86), ("symlink", 88), ("chmod", 90), ("mknod", 133), ("kexec_load", 246), ("init_module", 175),
        ("tkill", 200), ("rt_sigqueueinfo", 129), ("rt_tgsigqueueinfo", 297), ("pidfd_send_signal", 424),
        ("sched_setaffinity", 203), ("setpriority", 141), ("ioprio_set", 251), ("semget", 64), ("msgget", 68),
        ("mq_open", 240), ("truncate", 76), ("utimensat", 280), ("flock", 73), ("inotify_init1", 294),
        ("recvmsg", 47), ("sendmmsg", 307), ("setsockopt", 54), ("openat2", 437), ("creat", 85),
        ("clone_of_the_future", 500),
    ],
)  # fmt: skip
def test_what_reaches_out_of_the_process_is_refused(name: str, call: int) -> None:
    assert answer(call) == EPERM, name


def test_a_thread_is_allowed_and_a_process_is_not() -> None:
    assert answer(number(seccomp._CLONE), THREAD) == ALLOW
    assert answer(number(seccomp._CLONE), 17) == EPERM
    assert answer(number(seccomp._CLONE), kernel.CLONE_NEWUSER | 17) == EPERM
    assert answer(number(seccomp._CLONE3)) == ENOSYS


def test_only_harmless_ioctls_and_prctls_pass() -> None:
    for command in (0x5401, 0x541B, 0x5421):
        assert answer(number(seccomp._IOCTL), 0, command) == ALLOW
    assert answer(number(seccomp._IOCTL), 0, 0x5412) == EPERM  # TIOCSTI: type into a terminal
    assert answer(number(seccomp._PRCTL), kernel.PR_SET_NAME) == ALLOW
    for option in (kernel.PR_SET_DUMPABLE, kernel.PR_SET_PDEATHSIG, 22, 36):
        assert answer(number(seccomp._PRCTL), option) == EPERM


@pytest.mark.parametrize("pointer", [1, 1 << 32, (1 << 64) - 1])
def test_limits_may_be_read_and_not_set(pointer: int) -> None:
    assert answer(number(seccomp._PRLIMIT64), 0, 7, 0) == ALLOW
    assert answer(number(seccomp._PRLIMIT64), 0, 7, pointer) == EPERM


def test_the_limits_of_others_may_not_be_read() -> None:
    assert answer(number(seccomp._PRLIMIT64), OWN, 7, 0) == ALLOW
    assert answer(number(seccomp._PRLIMIT64), 1234, 7, 0) == EPERM


@pytest.mark.parametrize("call", [seccomp._KILL, seccomp._TGKILL])
@pytest.mark.parametrize("other", [0, 1, 1234, OWN - 1, 0xFFFFFFFF, (1 << 64) - 1, 1 << 32])
def test_a_signal_goes_to_the_child_itself_only(call: tuple[int, int], other: int) -> None:
    assert answer(number(call), OWN, 9) == ALLOW
    assert answer(number(call), other, 9) == EPERM


@pytest.mark.parametrize("command", [0, 1, 2, 3, 4, 1030])
def test_fcntl_handles_descriptors(command: int) -> None:
    assert answer(number(seccomp._FCNTL), 5, command) == ALLOW


@pytest.mark.parametrize("command", [6, 7, 8, 10, 15, 37, 1024, 1026, 1031, 1033])
def test_fcntl_names_no_process_and_takes_no_lock(command: int) -> None:
    # F_SETLK, F_SETLKW, F_SETOWN, F_SETSIG, F_SETOWN_EX, F_OFD_SETLK, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ, F_ADD_SEALS
    assert answer(number(seccomp._FCNTL), 5, command) == EPERM


@pytest.mark.parametrize("call", [seccomp._SENDTO, seccomp._RECVFROM])
def test_sockets_carry_nothing_out_of_band(call: tuple[int, int]) -> None:
    assert answer(number(call), 4, 4, 4, 0x4000) == ALLOW  # MSG_NOSIGNAL
    assert answer(number(call), 4, 4, 4, 0x4001) == EPERM


def test_a_socket_does_not_tell_who_made_it() -> None:
    assert answer(number(seccomp._GETSOCKOPT), 4, 1, 3) == ALLOW
    for option in (17, 31, 59, 77):  # SO_PEERCRED, SO_PEERSEC, SO_PEERGROUPS, SO_PEERPIDFD
        assert answer(number(seccomp._GETSOCKOPT), 4, 1, option) == EPERM


def test_a_file_needs_a_name() -> None:
    assert answer(number(seccomp._OPENAT), -100 & (1 << 64) - 1, 1, os.O_RDWR | os.O_CREAT) == ALLOW
    assert answer(number(seccomp._OPENAT), -100 & (1 << 64) - 1, 1, os.O_RDWR | os.O_TMPFILE) == EPERM


def test_another_architecture_ends_the_process() -> None:
    assert answer(1, arch=0x40000003) == KILL


@x86_64_only
@pytest.mark.parametrize("call", [0x40000000, 0x40000001, 0x40000000 | 59, 0xFFFFFFFF])
def test_the_x32_numbers_end_the_process(call: int) -> None:
    assert answer(call) == KILL


def test_every_call_gets_an_answer_within_the_program() -> None:
    assert {answer(call) for call in range(1024)} == {ALLOW, EPERM, ENOSYS}
    assert len(STEPS) < 4096


def test_the_program_is_the_steps_with_the_childs_own_process_id() -> None:
    prepared = seccomp.Filter()

    for pid in (77, 1):
        program = prepared.program(pid)
        found = [program.steps[place] for place in range(program.length)]
        expected = [(*step[:3], pid if step[3] == OWN else step[3]) for step in STEPS]
        assert [(step.code, step.jt, step.jf, step.k) for step in found] == expected
