"""Why a host gives no namespaces or no Landlock, and what its operator can do: one sentence for each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.confine import Layers

_SYSCTLS = (
    ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=10000"),
    ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile that allows userns",
    ),
)
_CONTAINER = (
    "a seccomp profile that allows unshare, setns and mount "
    "(Docker: security_opt seccomp=unconfined, apparmor=unconfined, systempaths=unconfined for the worker)"
)

LANDLOCK_REMEDY = (
    "To get Landlock: Linux 5.13 or later with landlock in /sys/kernel/security/lsm (boot parameter lsm=), "
    "and in a container a seccomp profile that allows landlock_create_ruleset."
)
CGROUP_REMEDY = (
    "To get memory cgroups: run the worker as a systemd service with Delegate=memory pids and DelegateSubgroup=worker, "
    "or with cgroup version 1 as a user who may write to its own memory group."
)


def namespaces_remedy(proc: Path = Path("/proc")) -> str:
    """Say how to get namespaces here, after what this host shows of itself."""
    found = [remedy for name, closed, remedy in _SYSCTLS if _read(proc / "sys" / name) == closed]
    if "\nSeccomp:\t2" in _read(proc / "self/status"):
        found.append(_CONTAINER)
    wanted = "; ".join(found) or f"unprivileged user namespaces in the kernel, and in a container {_CONTAINER}"
    return f"To get namespaces: {wanted}."


def remedies(layers: Layers) -> list[str]:
    """Say, in one sentence for each, how to get what `layers` lacks."""
    wanted = (
        (layers.user_namespace, namespaces_remedy()),
        (layers.landlock, LANDLOCK_REMEDY),
        (layers.memory_cgroup, CGROUP_REMEDY),
    )
    return [remedy for present, remedy in wanted if not present]


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
