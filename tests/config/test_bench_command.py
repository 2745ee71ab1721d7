"""`manage.py bench`: which rows are measured, as text and as JSON, and what is refused."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Sequence

import pytest
from django.core.management import call_command

from catalog.entries import Lab
from config.bench.rows import Row
from config.management.commands import bench as command
from config.management.errors import NoConfinementError, UsageError
from grader.service import NoConfinement
from grading import tiny_lab


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch) -> None:
    def false_fails(labs: Sequence[Lab], seeds: int, say: Callable[[str], None]) -> Row:
        say(f"tried {', '.join(lab.slug for lab in labs)}")
        return Row("false_fails", 1, "", 0, f"{seeds} seeds")

    monkeypatch.setattr(command.proof, "false_fails", false_fails)
    monkeypatch.setattr(command, "find_lab", lambda name: tiny_lab(slug=name))
    monkeypatch.setattr(command, "shipped_slugs", lambda: ["first", "second"])


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("bench", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_seeds_count_the_references_that_fail_and_nothing_else() -> None:
    out, err = run("--seeds", "5", "--json")
    found = json.loads(out)

    assert found["schema"] == 1
    assert [(row["id"], row["value"], row["ok"], row["how"]) for row in found["rows"]] == [
        ("false_fails", 1, False, "5 seeds")
    ]
    assert err == "tried first, second\n"


def test_labs_may_be_named() -> None:
    out, err = run("--seeds", "5", "second")

    assert err == "tried second\n"
    assert out.startswith("✗ false_fails")


@pytest.mark.parametrize("arguments", [("first",), ("--seeds", "0"), ("--seeds", "-3", "first")])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as error:
        run(*arguments)
    assert error.value.returncode == 2


def test_a_host_that_can_not_confine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Row:
        raise NoConfinement("no walls")

    monkeypatch.setattr(command.proof, "false_fails", refuse)
    with pytest.raises(NoConfinementError, match="no walls"):
        run("--seeds", "1")


def test_what_started_programs_print_stays_out_of_the_figures(capfd: pytest.CaptureFixture[str]) -> None:
    with command.others_on_stderr():
        subprocess.run(["echo", "Warm shutdown"], check=True)
    subprocess.run(["echo", "figures"], check=True)

    told = capfd.readouterr()
    assert (told.out, told.err) == ("figures\n", "Warm shutdown\n")
