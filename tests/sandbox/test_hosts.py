"""What a host shows of itself decides which remedy its operator is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import hosts
from sandbox.confine import Layers

ALL = dict.fromkeys(Layers.__dataclass_fields__, True)


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("sys/user/max_user_namespaces", "0\n", "sysctl user.max_user_namespaces=10000."),
        ("sys/kernel/unprivileged_userns_clone", "0\n", "sysctl kernel.unprivileged_userns_clone=1."),
        ("sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "or an AppArmor profile that allows userns."),
        ("self/status", "NoNewPrivs:\t0\nSeccomp:\t2\n", "a seccomp profile that allows unshare, setns and mount"),
        ("self/status", "NoNewPrivs:\t0\nSeccomp:\t0\n", "unprivileged user namespaces in the kernel"),
        ("sys/user/max_user_namespaces", "9000\n", "unprivileged user namespaces in the kernel"),
    ],
)
def test_the_remedy_fits_what_the_host_refuses(tmp_path: Path, file: str, text: str, told: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text)

    remedy = hosts.namespaces_remedy(tmp_path)

    assert remedy.startswith("To get namespaces: ")
    assert told in remedy


def test_several_refusals_are_all_told(tmp_path: Path) -> None:
    for name, text in (("sys/user/max_user_namespaces", "0"), ("sys/kernel/unprivileged_userns_clone", "0")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert hosts.namespaces_remedy(tmp_path).count("sysctl") == 2


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ((), []),
        (("user_namespace",), ["To get namespaces"]),
        (("landlock", "memory_cgroup"), ["To get Landlock", "To get memory cgroups"]),
    ],
)
def test_each_missing_layer_has_one_sentence(lacking: tuple[str, ...], told: list[str]) -> None:
    layers = Layers(**{**ALL, **dict.fromkeys(lacking, False)})

    assert [remedy.split(":")[0] for remedy in hosts.remedies(layers)] == told
