"""The warden: one long-lived process that has loaded torch, confined itself, and forks a child for each run.

It is started by `sandbox.client` as `python -I warden.py CONFIG` with an empty environment and one socket. It holds no
lab, no test and no credential: what a child needs reaches the child through a socket that the worker passed along.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120

from sandbox import kernel, pages, rootfs
from sandbox.child import Nest
from sandbox.children import Children
from sandbox.confine import confine_warden


def _become_first_process() -> None:
    """Go on as process 1 of the new PID namespace, so that the kernel ends every child when the warden ends.

    The namespace belongs to the warden's user namespace, which is what lets it return to it after each fork.
    The process left outside only waits.
    """
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _load(preload: list[str], prepare: str) -> Callable[[], None] | None:
    """Import `preload`, calling what stands behind a colon; return what each child is to call before it waits."""
    for entry in preload:
        module, _, warm = entry.partition(":")
        loaded = importlib.import_module(module)
        if warm:
            getattr(loaded, warm)()
    if not prepare:
        return None
    module, _, name = prepare.partition(":")
    function: Callable[[], None] = getattr(importlib.import_module(module), name)
    return function


def main() -> None:
    # No parent-death signal here: it comes when the *thread* that started us ends. The control socket tells instead.
    config = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to act on
    control = socket.socket(fileno=config["control_fd"])
    try:
        prepare = _load(config["preload"], config["prepare"])
        del sys.path[0]
        gc.collect()
        gc.freeze()
        pages.collapse()
        proc_fd = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        walls = confine_warden(config["root"])
        own_pids = -1
        if walls.pid_namespace:
            _become_first_process()
            own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
            rootfs.enter(config["root"])
        walls.prove()
    except Exception as error:  # noqa: BLE001 - told to the worker in a sentence, which then refuses to run
        problem = str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        control.send(json.dumps({"error": problem}).encode())
        sys.exit(1)
    slot_fds = config["slot_fds"]
    layers = walls.layers(memory_cgroup=bool(slot_fds))
    control.send(json.dumps({"ready": layers.as_json()}).encode())
    try:
        nest = Nest(walls, proc_fd, prepare)
        Children(control, slot_fds, nest, own_pids, waiting=config["waiting"]).serve()
    finally:
        walls.close()


if __name__ == "__main__":
    main()
