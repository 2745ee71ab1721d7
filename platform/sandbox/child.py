"""The life of one child, a fork of the warm warden: prepare, wait at the door for a job, confine, run it, end."""

from __future__ import annotations

import array
import contextlib
import json
import os
import resource
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from sandbox import kernel
from sandbox.confine import ChildWalls
from sandbox.limits import ChildLimits
from sandbox.namespaces import enter_own_user

_MAX_JOB_BYTES = 64 << 10
_MAX_FDS = 4
_FIRST_FREE_FD = 5
_OOM_SCORE = b"1000"  # the first that the kernel's out-of-memory killer takes, before the warden and the worker


@dataclass(frozen=True, slots=True)
class Nest:
    """What every child is born with: its walls, and a descriptor of /proc to rank itself for the kernel's killer."""

    walls: ChildWalls
    proc_fd: int
    prepare: Callable[[], None] | None


def live(door: socket.socket, nest: Nest) -> NoReturn:
    """Be a child: never returns. Nothing of a lab is in this process before the job has come and the walls stand."""
    code = 1
    try:
        os.setsid()  # or a signal to the process group would reach the warden
        _rank_first_to_go(nest.proc_fd)
        if nest.walls.user_namespace:
            enter_own_user(nest.proc_fd)
        os.dup2(door.detach(), 3)
        kernel.close_from(4)
        door = socket.socket(fileno=3)
        if nest.prepare is not None:
            nest.prepare()
        code = _run_job(door, nest.walls)
    except SystemExit:
        code = 0
    except BaseException:  # noqa: BLE001 - the last frame of a process: whatever it was, it is printed and ends it
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
        os._exit(code)


def _run_job(door: socket.socket, walls: ChildWalls) -> int:
    fds: array.array[int] = array.array("i")
    data, ancillary, _, _ = door.recvmsg(_MAX_JOB_BYTES, socket.CMSG_SPACE(_MAX_FDS * fds.itemsize))
    if not data:
        return 0  # the warden has gone
    for _, _, body in ancillary:
        fds.frombytes(body)
    spec = json.loads(data)
    limits = ChildLimits(**spec["limits"])
    given = list(fds)
    if len(given) == _MAX_FDS:
        os.write(given.pop(), b"0")
    door.send(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024).encode())
    channel, link = _arrange_fds(door, given)
    walls.confine_child(limits)
    module, _, name = spec["target"].partition(":")
    getattr(sys.modules[module], name)(channel, link)
    return 0


def _rank_first_to_go(proc_fd: int) -> None:
    with contextlib.suppress(OSError):
        fd = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=proc_fd)
        try:
            os.write(fd, _OOM_SCORE)
        finally:
            os.close(fd)


def _arrange_fds(door: socket.socket, fds: list[int]) -> tuple[socket.socket, socket.socket]:
    """Keep stdin (empty), stdout and stderr (captured), the channel and the link; close every other descriptor."""
    door.detach()
    channel, output, link = (os.dup2(fd, 200 + place) for place, fd in enumerate(fds))
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, 3)
    os.dup2(link, 4)
    kernel.close_from(_FIRST_FREE_FD)
    return socket.socket(fileno=3), socket.socket(fileno=4)
