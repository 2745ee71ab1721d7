"""What a confined child sees and may do, told by the child itself."""

from __future__ import annotations

from typing import Any

import pytest
from wardens import LIMITS, LightWarden, child

from sandbox.confine import Layers


@pytest.fixture(scope="module")
def told(warden: LightWarden) -> dict[str, Any]:
    heard: list[Any] = []
    warden.run([child("looks_around")], on_frame=lambda _, frame: heard.append(frame.tree))
    return dict(heard[0])


def test_a_child_is_the_first_process_of_its_own_world(told: dict[str, Any]) -> None:
    assert told["seen"]["pid"] == 1
    assert told["seen"]["uid"] != 0


def test_a_child_has_an_empty_folder_and_three_devices(told: dict[str, Any]) -> None:
    assert (told["seen"]["here"], told["seen"]["box"]) == ("/box", [])
    assert told["seen"]["root"] == ["null", "urandom", "zero"]


def test_a_child_inherits_no_environment_and_five_descriptors(told: dict[str, Any]) -> None:
    assert not {"HOME", "PATH", "SECRET_KEY", "DATABASE_URL"} & set(told["seen"]["environment"])
    assert told["seen"]["descriptors"] == [0, 1, 2, 3, 4]


def test_a_child_leaves_no_core_and_has_few_files(told: dict[str, Any]) -> None:
    assert told["seen"]["core"] == [0, 0]
    assert told["seen"]["files"] == [LIMITS.open_files] * 2


@pytest.mark.parametrize(
    "deed",
    [
        "list the root", "read /proc", "write to the library", "write to /", "fork", "start a program", "open a socket",
        "signal the parent", "become root", "change modes", "fill the disk", "raise a limit",
    ],
)  # fmt: skip
def test_a_child_may_not(told: dict[str, Any], deed: str) -> None:
    assert told["refused"][deed] in {
        "PermissionError",
        "OSError",
        "FileNotFoundError",
        "ProcessLookupError",
        "ValueError",
    }


def test_the_warden_says_which_layers_hold(warden: LightWarden) -> None:
    layers = Layers(**warden.layers)  # type: ignore[arg-type]

    required = {name: value for name, value in layers.as_json().items() if name not in ("landlock", "memory_cgroup")}
    assert required == dict.fromkeys(required, True)
    assert isinstance(layers.landlock, int)
