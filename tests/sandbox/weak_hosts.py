"""Runs a command as it would run on a host that refuses part of the confinement.

    python tests/sandbox/weak_hosts.py HOST -- COMMAND...

It needs real root, and changes nothing outside the processes it starts: what it takes away, it takes from itself.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "platform"))

from sandbox import kernel, seccomp

A_USER = 12345
# Of the calls that matter here, those that Docker's default profile refuses a process without CAP_SYS_ADMIN (moby,
# profiles/seccomp/default.json); it refuses clone with a CLONE_NEW flag too.
UNSHARE, SETNS = (272, 97), (308, 268)
MOUNT_CALLS = ((165, 40), (166, 39), (155, 41))  # mount, umount2, pivot_root
LANDLOCK_CALLS = ((444, 444), (445, 445), (446, 446))
# What Docker leaves a container's root: chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap,
# net_bind_service, net_raw, sys_chroot, mknod, audit_write, setfcap.
DOCKER_CAPABILITIES = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}
_CLONE_NEW_FLAGS = 0x7E020000


@dataclass(frozen=True)
class Host:
    """What a host takes away.

    Without `setns` alone it is the default profile of Podman (containers/common, pkg/seccomp/seccomp.json). Without
    `mounts` alone, a user namespace can be made and gives no right: what AppArmor does on Ubuntu 24.04. `sysctl_off` is
    user.max_user_namespaces=0, written in a user namespace of its own. `shut` leaves the interpreter where this machine
    has it, perhaps in a folder that only root may enter.
    """

    user: int
    namespaces: bool = True
    setns: bool = True
    mounts: bool = True
    landlock: bool = True
    sysctl_off: bool = False
    shut: bool = False


HOSTS = {
    "plain-root": Host(0),
    "plain-user": Host(A_USER),
    "docker-root": Host(0, namespaces=False, mounts=False),
    "docker-root-shut": Host(0, namespaces=False, mounts=False, shut=True),
    "docker-user": Host(A_USER, namespaces=False, mounts=False),
    "podman-user": Host(A_USER, setns=False),
    "apparmor-user": Host(A_USER, mounts=False),
    "no-userns-root": Host(0, sysctl_off=True),
    "no-userns-user": Host(A_USER, sysctl_off=True),
    "no-landlock-root": Host(0, landlock=False),
    "no-landlock-user": Host(A_USER, landlock=False),
    "nothing-root": Host(0, namespaces=False, mounts=False, landlock=False),
    "nothing-user": Host(A_USER, namespaces=False, mounts=False, landlock=False),
}


def become(host: Host) -> None:
    """Turn this process into one on `host`; as root, before anything that starts threads."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    if not host.shut:
        _open_the_way_to(sys.base_prefix)
    if host.sysctl_off:
        _enter_user_namespace()
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    if not host.namespaces:
        for capability in range(41):
            if capability not in DOCKER_CAPABILITIES:
                kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _install(host)  # while still root, as container runtimes do: no_new_privs stays unset
    if host.user:
        os.setgroups([])
        os.setresgid(host.user, host.user, host.user)
        os.setresuid(host.user, host.user, host.user)


def way_is_shut(folder: str = sys.base_prefix) -> list[Path]:
    """List the folders above `folder` that not everybody may enter, outermost first."""
    return [outer for outer in reversed(Path(folder).parents) if outer.stat().st_mode & 0o005 != 0o005]


def _open_the_way_to(folder: str) -> None:
    """Let everybody reach `folder`, as on a host where the interpreter is installed for all; only in this namespace."""
    shut = way_is_shut(folder)
    if not shut:
        return
    kept = "/mnt"
    kernel.mount(folder, kept, "", kernel.MS_BIND | kernel.MS_REC)
    kernel.mount("opened", str(shut[0]), "tmpfs", 0, "mode=755")
    Path(folder).mkdir(parents=True)
    kernel.mount(kept, folder, "", kernel.MS_BIND | kernel.MS_REC)
    kernel.unmount(kept)


def _enter_user_namespace() -> None:
    """Go on as root of a user namespace with every user of the outer one; the outer process waits."""
    entered, mapped = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
        os.write(entered[1], b"x")
        os.read(mapped[0], 1)
        for end in (*entered, *mapped):
            os.close(end)
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
        return
    os.read(entered[0], 1)
    for kind in ("uid", "gid"):
        Path(f"/proc/{pid}/{kind}_map").write_text("0 0 65536")
    os.write(mapped[1], b"x")
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _install(host: Host) -> None:
    calls = [
        *(() if host.namespaces else (UNSHARE, SETNS)),
        *(() if host.setns else (SETNS,)),
        *(() if host.mounts else MOUNT_CALLS),
        *(() if host.landlock else LANDLOCK_CALLS),
    ]
    if not calls:
        return
    denied = seccomp._give(seccomp._ERRNO | 1)
    steps = [seccomp._load(seccomp._NUMBER_AT)]
    for call in calls:
        steps += seccomp._when_number(call, [denied])
    if not host.namespaces:
        new = [seccomp._argument(0), (seccomp._JUMP_ANY_BIT, 0, 1, _CLONE_NEW_FLAGS), denied]
        steps += seccomp._when_number(seccomp._CLONE, [*new, seccomp._give(seccomp._ALLOW)])
        steps += seccomp._when_number(seccomp._CLONE3, [seccomp._give(seccomp._ERRNO | 38)])
    steps.append(seccomp._give(seccomp._ALLOW))
    array = (seccomp._Instruction * len(steps))(*(seccomp._Instruction(*step) for step in steps))
    kernel.seccomp_set_filter(seccomp.Program(len(steps), ctypes.cast(array, ctypes.POINTER(seccomp._Instruction))))


if __name__ == "__main__":
    become(HOSTS[sys.argv[1]])
    os.execvp(sys.argv[3], sys.argv[3:])
