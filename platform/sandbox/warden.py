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

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120

from sandbox import kernel
from sandbox.children import Children
from sandbox.confine import ChildWalls, Layers, confine_warden, enter_root


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


def main() -> None:
    # No parent-death signal here: it comes when the *thread* that started us ends. The control socket tells instead.
    config = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to act on
    control = socket.socket(fileno=config["control_fd"])
    try:
        for entry in config["preload"]:
            module, _, warm = entry.partition(":")
            loaded = importlib.import_module(module)
            if warm:
                getattr(loaded, warm)()
        del sys.path[0]
        walls = ChildWalls.prepare()
        confine_warden(config["root"])
        _become_first_process()
        own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        enter_root(config["root"])
    except Exception as error:  # noqa: BLE001 - told to the worker in a sentence, which then refuses to run
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        sys.exit(1)
    slot_fds = config["slot_fds"]
    layers = Layers(
        user_namespace=True,
        mount_namespace=True,
        pid_namespace=True,
        network_namespace=True,
        ipc_namespace=True,
        no_new_privs=True,
        capabilities_dropped=True,
        seccomp=True,
        landlock=walls.landlock_version,
        rlimits=True,
        memory_cgroup=bool(slot_fds),
    )
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"ready": layers.as_json()}).encode())
    Children(control, slot_fds, walls, own_pids).serve()


if __name__ == "__main__":
    main()
