"""`manage.py grade`: a file in, a report out, and an exit code that a script can act on."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from catalog.entries import Lab
from config.management.commands import grade as command
from config.management.errors import NoConfinementError, UsageError
from grader.service import Grader, NoConfinement
from grader.verdicts import Verdict
from grading import REFERENCE, WRONG, tiny_lab


@pytest.fixture(autouse=True)
def warm(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grade on the warden that is already warm, and let every lab's name mean the tiny one."""
    monkeypatch.setattr(command, "Grader", lambda **_: Borrowed(grader))
    monkeypatch.setattr(command, "find_lab", find)


def find(name: str) -> Lab:
    if name == "missing":
        raise UsageError("No lab 'missing'.")
    return tiny_lab(slug=name)


class Borrowed:
    """A grader that does not end with its `with` block."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader

    def __enter__(self) -> Grader:
        return self._grader

    def __exit__(self, *_: object) -> None:
        """Leave it to the session."""


def run(*arguments: str, **options: Any) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("grade", *arguments, stdout=out, **options)
    return int(ended.value.code or 0), out.getvalue()


@pytest.fixture
def solution(tmp_path: Path) -> Path:
    path = tmp_path / "solution.py"
    path.write_text(REFERENCE)
    return path


def test_a_right_solution_exits_with_zero_and_a_readable_report(solution: Path) -> None:
    code, text = run("tiny", str(solution), "--seed", "5")

    assert code == 0
    assert "tiny: passed, 10 of 10 points" in text
    assert "✓ Doubles (6/6)" in text
    assert "seed 5" in text


def test_a_wrong_solution_exits_with_one_and_names_the_mistake(solution: Path) -> None:
    solution.write_text(WRONG["forgot_to_double"])

    code, text = run("tiny", str(solution))

    assert code == 1
    assert "✗ Doubles (0/6)" in text
    assert "forgot_to_double: You returned the input." in text


def test_json_is_the_report(solution: Path) -> None:
    code, text = run("tiny", str(solution), "--json", "--seed", "5")
    report = json.loads(text)

    assert code == 0
    assert (report["schema"], report["lab"], report["verdict"], report["seed"]) == (1, "tiny", "passed", 5)
    assert [check["id"] for check in report["checks"]] == ["doubles", "keeps_input"]


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("def solve(x) return"))

    code, text = run("tiny", "-")

    assert code == 1
    assert "runtime_error" in text
    assert "SyntaxError" in text


def test_our_own_failure_exits_with_three(solution: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_lab", lambda _: tiny_lab(checks="broken("))

    assert run("tiny", str(solution))[0] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a lab and a file"),
        (["tiny"], "Name a lab and a file"),
        (["tiny", "/nowhere/solution.py"], "Can't read /nowhere/solution.py"),
        (["missing", "solution.py"], "No lab 'missing'"),
        (["tiny", "solution.py", "--device", "cuda"], "CPU only"),
        (["tiny", "--stdin-batch"], "leave LAB and FILE out"),
    ],
)
def test_a_wrong_call_is_a_usage_error(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        call_command("grade", *arguments)

    assert caught.value.returncode == 2


def test_a_host_that_can_not_confine_exits_with_three(solution: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NoConfinement("no namespaces here")

    monkeypatch.setattr(Grader, "grade", refuse)

    with pytest.raises(NoConfinementError, match="no namespaces here") as caught:
        call_command("grade", "tiny", str(solution))
    assert caught.value.returncode == 3


def test_a_batch_answers_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [
        {"lab": "one", "source": REFERENCE, "seed": 5},
        {"lab": "two", "source": WRONG["forgot_to_double"]},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, requests)) + "\n\n"))

    code, text = run("--stdin-batch")
    reports = [json.loads(line) for line in text.splitlines()]

    assert code == 0
    assert [(report["lab"], report["verdict"]) for report in reports] == [
        ("one", Verdict.PASSED),
        ("two", Verdict.FAILED),
    ]
    assert reports[0]["seed"] == 5


@pytest.mark.parametrize(
    "line",
    ["not json", "[]", "1", '{"lab": "a"}', '{"lab": 1, "source": ""}', '{"lab": "a", "source": "", "seed": "1"}'],
)
def test_a_batch_line_that_is_no_request_is_a_usage_error(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line))

    with pytest.raises(UsageError, match="Line 1 of standard input"):
        call_command("grade", "--stdin-batch")
