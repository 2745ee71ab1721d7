"""`manage.py verify`: the proof of labs as text and as JSON, with an exit code."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from catalog.entries import Lab
from config.management.commands import verify as command
from config.management.errors import NoConfinementError, UsageError
from grader.service import NoConfinement
from grader.verify import LabVerification, WrongOutcome
from grading import tiny_lab


def proof(lab: Lab) -> LabVerification:
    """Answer as the real one would: `bad` has a problem."""
    problems = ("starter.py: passed",) if lab.slug == "bad" else ()
    wrong = (WrongOutcome("wrong/a.py", "failed", "doubles", "a", ok=not problems),)
    return LabVerification(lab.slug, problems, {"verdict": "passed"}, {"verdict": "not_attempted"}, wrong)


@pytest.fixture(autouse=True)
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "verify", lambda _, lab: proof(lab))
    monkeypatch.setattr(command, "find_lab", lambda name: tiny_lab(slug=name))
    monkeypatch.setattr(command, "shipped_slugs", lambda: ["first", "second"])


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", *arguments, stdout=out)
    return int(ended.value.code or 0), out.getvalue()


def test_every_shipped_lab_is_verified_by_default() -> None:
    code, text = run()

    assert code == 0
    assert [line for line in text.splitlines() if not line.startswith(" ")] == ["first: verified", "second: verified"]


def test_one_problem_fails_the_command_and_is_said() -> None:
    code, text = run("good", "bad")

    assert code == 1
    assert "bad: not verified" in text
    assert "  starter.py: passed" in text
    assert "  ✗ wrong/a.py: doubles" in text


def test_json_is_one_document() -> None:
    code, text = run("good", "bad", "--json")
    found: dict[str, Any] = json.loads(text)

    assert code == 1
    assert found["schema"] == 1
    assert [(lab["lab"], lab["verified"]) for lab in found["labs"]] == [("good", True), ("bad", False)]
    assert set(found["labs"][0]) == {"lab", "verified", "problems", "reference", "starter", "wrong"}
    assert set(found["labs"][0]["wrong"][0]) == {"file", "verdict", "failed_check", "misconception", "ok"}


def test_no_lab_at_all_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "shipped_slugs", list)

    with pytest.raises(UsageError, match="labs/ is empty"):
        call_command("verify")


def test_a_host_that_can_not_confine_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse: Callable[..., LabVerification] = lambda *_: (_ for _ in ()).throw(NoConfinement("none"))  # noqa: E731
    monkeypatch.setattr(command, "verify", refuse)

    with pytest.raises(NoConfinementError):
        call_command("verify", "good")
