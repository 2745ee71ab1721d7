"""Hosts that refuse part of the confinement, tried for real: what then holds, and when nothing runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from weak_hosts import HOSTS, way_is_shut

from sandbox import landlock
from sandbox.confine import Layers, Mode

HERE = Path(__file__).parent
LANDLOCK_ONLY = ["docker-root", "docker-user", "podman-user", "apparmor-user", "no-userns-user"]
IN_NAMESPACES = ["plain-root", "plain-user", "no-userns-root", "no-landlock-root", "no-landlock-user"]

pytestmark = [
    pytest.mark.skipif(os.getuid() != 0, reason="only root can take namespaces away and try it as other users"),
    pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock"),
]


@cache
def on(host: str, plan: str) -> dict[str, Any]:
    script = [sys.executable, str(HERE / "weak_hosts.py"), host, "--"]
    runs = [sys.executable, str(HERE / "weak_host_runs.py"), plan]
    ended = subprocess.run([*script, *runs], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


@pytest.mark.parametrize("host", LANDLOCK_ONLY)
def test_a_host_without_namespaces_confines_with_landlock(host: str) -> None:
    told = on(host, "start")
    layers = Layers(**told["layers"])

    assert layers.mode == Mode.LANDLOCK
    assert (layers.no_new_privs, layers.seccomp, layers.rlimits, layers.capabilities_dropped) == (True,) * 4
    assert layers.landlock > 0
    assert not any(value for name, value in told["layers"].items() if name.endswith("_namespace"))
    assert told["ending"] == "exited"


@pytest.mark.parametrize("host", IN_NAMESPACES)
def test_a_host_with_namespaces_confines_with_them(host: str) -> None:
    told = on(host, "look")
    layers = Layers(**told["layers"])

    assert layers.mode == Mode.NAMESPACES
    assert layers.user_namespace == (host != "no-userns-root")
    assert (layers.landlock == 0) == host.startswith("no-landlock")
    assert told["seen"]["pid"] == 1
    assert told["seen"]["here"] == "/box"
    allowed = {deed for deed, answer in told["refused"].items() if answer == "allowed"}
    # The root has libraries only; it is Landlock that refuses to list its names.
    assert allowed == (set() if layers.landlock else {"list the root"})


@pytest.mark.parametrize("host", ["nothing-root", "nothing-user"])
def test_a_host_with_neither_runs_nothing_and_says_what_to_do(host: str) -> None:
    told = on(host, "start")

    assert told["refused"].startswith(
        "This host can't confine submitted code, so none is run. It gives neither namespaces "
        "([Errno 1] unshare: Operation not permitted) nor Landlock"
    )
    assert "To get namespaces: a seccomp profile that allows unshare, setns and mount" in told["refused"]
    assert "To get Landlock: Linux 5.13 or later" in told["refused"]
    assert told["left"] is False


@pytest.mark.skipif(not way_is_shut(), reason="here everybody may read the interpreter")
def test_root_without_namespaces_needs_an_interpreter_that_nobody_can_read() -> None:
    told = on("docker-root-shut", "start")

    assert "the user 65534 must be able to read" in told["refused"]
    assert told["left"] is False


@pytest.mark.parametrize("host", LANDLOCK_ONLY)
class TestAChildWithoutNamespaces:
    def test_has_left_root_and_has_an_empty_folder(self, host: str) -> None:
        told = on(host, "pry")

        assert told["uid"] == (HOSTS[host].user or 65534)
        assert told["listing"] == []

    @pytest.mark.parametrize("what", ["read", "listed", "written"])
    def test_reaches_no_file_but_its_own(self, host: str, what: str) -> None:
        told = on(host, "pry")

        assert len(told[what]) >= 4
        assert set(told[what].values()) == {"PermissionError"}
        assert told["unchanged"]

    def test_disturbs_no_process(self, host: str) -> None:
        told = on(host, "pry")

        assert len(told["disturbed"]) >= 40
        assert set(told["disturbed"].values()) == {"PermissionError"}
        assert told["neighbour"] in {"exited", "killed"}

    def test_adds_to_its_folder_and_does_nothing_else(self, host: str) -> None:
        made = on(host, "pry")["made"]

        assert {deed for deed, answer in made.items() if answer == "allowed"} == {
            "write", "write again", "make a folder", "start a thread", "signal itself", "ask for its limits",
        }  # fmt: skip

    def test_leaves_nothing(self, host: str) -> None:
        told = on(host, "pry")

        assert (told["folders"], told["left"]) == ([], False)


@pytest.mark.parametrize(
    ("child", "ending", "code"),
    [
        ("burns", "cpu", 9), ("sleeps", "wall", 9), ("allocates", "exited", 1), ("floods", "output", 9),
        ("crashes", "signal", 11), ("raises", "exited", 1), ("makes_one_big_file", "exited", 1),
        ("makes_big_files", "signal", 9), ("makes_many_files", "signal", 9), ("digs_deep", "signal", 9),
    ],
)  # fmt: skip
def test_limits_hold_without_namespaces(child: str, ending: str, code: int) -> None:
    told = on("docker-user", "endings")[child]

    assert (told["ending"], told["code"]) == (ending, code), told["output"]
    assert told["folders"] == []


@pytest.mark.parametrize("host", ["docker-root", "docker-user"])
def test_no_child_outlives_a_warden_that_is_killed(host: str) -> None:
    assert on(host, "lose") == {"lost": True, "still running": [], "left": False}


@pytest.mark.parametrize("host", ["docker-root", "docker-user"])
def test_closing_ends_the_children_and_removes_their_folders(host: str) -> None:
    assert on(host, "close") == {"still running": [], "root": False, "left": False}
