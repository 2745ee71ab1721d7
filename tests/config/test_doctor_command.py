"""`manage.py doctor`: which layers hold here, and whether labs can run."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from config.management.commands import doctor as command
from grader.service import Grader, NoConfinement


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", *arguments, stdout=out)
    return int(ended.value.code or 0), out.getvalue()


@pytest.fixture
def confining(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the warden that is already warm."""
    layers = grader.start()
    monkeypatch.setattr(command.Grader, "start", lambda _: layers)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Grader) -> None:
        raise NoConfinement("unshare: Operation not permitted")

    monkeypatch.setattr(command.Grader, "start", refuse)


def test_a_host_that_confines_can_run_labs(confining: None) -> None:
    code, text = run()

    assert code == 0
    assert text.startswith("Labs can run here.")
    assert "✓ seccomp: an allow-list of system calls" in text
    assert "Mode: namespaces" in text.splitlines()[0]


def test_what_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    only = {"no_new_privs": True, "capabilities_dropped": True, "seccomp": True, "landlock": 4, "rlimits": True}
    monkeypatch.setattr(command.Grader, "start", lambda _: {**dict.fromkeys(command._MEANING, False), **only})

    code, text = run()

    assert code == 0
    assert "Mode: Landlock only" in text.splitlines()[0]
    assert "– pid_namespace" in text
    assert "✓ landlock 4" in text
    assert [line.split(":")[0] for line in text.splitlines()[-2:]] == ["To get namespaces", "To get memory cgroups"]


def test_every_layer_has_its_meaning(confining: None) -> None:
    found: dict[str, Any] = json.loads(run("--json")[1])

    assert set(found["layers"]) == set(command._MEANING)
    assert found["schema"] == 1
    assert found["labs_can_run"] is True
    assert found["mode"] == "namespaces"
    assert isinstance(found["remedies"], list)
    assert set(found["machine"]) == {"system", "kernel", "architecture", "python"}
    assert found["disk_free_bytes"] > 0


def test_a_host_that_can_not_confine_says_why_and_exits_with_one(refusing: None) -> None:
    code, text = run()

    assert code == 1
    assert text.startswith("Labs can't run here. unshare: Operation not permitted")
    assert len(text.splitlines()) == 1


def test_json_says_so_too(refusing: None) -> None:
    code, text = run("--json")

    assert code == 1
    assert json.loads(text)["labs_can_run"] is False
    assert json.loads(text)["mode"] is None
    assert set(json.loads(text)["layers"].values()) == {False}
