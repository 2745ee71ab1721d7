"""What must be 0 is counted, said and left out where it can't be tried; the grades are played here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Self

import pytest
import pytest_django

from catalog.entries import Lab
from config.bench import proof
from config.bench.rows import BenchError
from grader.report import Report
from grader.verdicts import Verdict
from grading import REFERENCE, tiny_lab


class Grades:
    """Plays a grader: the reference passes, except with seed 4, and with seed 6 on two threads; so does `3 * x`."""

    asked: list[tuple[str, int, int]] = []  # noqa: RUF012 - cleared by the fixture

    def __init__(self, slots: int, threads: int = 1) -> None:
        self._threads = threads

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def grade(self, lab: Lab, source: str, *, seed: int) -> Report:
        self.asked.append((lab.slug, seed, self._threads))
        right = "3 * x" in source or (source == REFERENCE and seed != 4 and (seed, self._threads) != (6, 2))
        verdict = Verdict.PASSED if right else Verdict.FAILED
        return Report(lab.slug, "", verdict, 0, 0, "cpu", seed, 0, 0, 0)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, settings: pytest_django.Settings, tmp_path: Path) -> list[str]:
    monkeypatch.setattr(proof, "Grader", Grades)
    Grades.asked.clear()
    settings.ROOT = tmp_path
    (tmp_path / "tests").mkdir()
    return []


def test_each_reference_is_tried_on_each_seed_on_one_thread_and_on_two(said: list[str]) -> None:
    row = proof.false_fails([tiny_lab(), tiny_lab(slug="other")], 4, said.append)

    assert (row.id, row.value, row.ok, said) == ("false_fails", 0, True, [])
    assert Grades.asked == [
        (slug, seed, threads) for threads in (1, 2) for slug in ("tiny", "other") for seed in range(4)
    ]
    assert row.how == "references of 2 labs over 4 seeds each, with torch on 1 and on 2 threads"


def test_the_seeds_that_fail_are_counted_and_said(said: list[str]) -> None:
    row = proof.false_fails([tiny_lab()], 8, said.append)

    assert (row.value, row.ok) == (3, False)
    assert said == ["tiny, 1 thread: failed with seeds 4", "tiny, 2 threads: failed with seeds 4, 6"]


def changes(folder: Path, text: str) -> None:
    (folder / "tests" / "labs" / "tiny").mkdir(parents=True)
    (folder / "tests" / "labs" / "tiny" / "changes.toml").write_text(text)


MUTANTS = """
[mutant.tripled]
old = '2 * x'
new = '3 * x'

[mutant.broken]
old = ''
new = 'solve = None'

[unlisted.other]
old = 'nowhere'
new = '3 * x'
"""


def test_mutants_that_pass_are_counted_and_said(said: list[str], tmp_path: Path) -> None:
    changes(tmp_path, MUTANTS)

    [row] = proof.mutants_survived([tiny_lab(), tiny_lab(slug="without")], said.append)

    assert (row.id, row.value, row.ok) == ("mutants_survived", 1, False)
    assert row.how.startswith("2 mechanical changes")
    assert said == ["tiny: the mutant tripled passes"]


def test_a_mutant_that_fits_no_more_is_said(said: list[str], tmp_path: Path) -> None:
    changes(tmp_path, MUTANTS.replace("2 * x", "4 * x"))

    with pytest.raises(BenchError, match="tripled of tiny"):
        proof.mutants_survived([tiny_lab()], said.append)


def test_what_is_not_there_is_not_measured(said: list[str]) -> None:
    assert proof.mutants_survived([tiny_lab()], said.append) == []
    assert proof.attacks_escaped(said.append) == []


@pytest.fixture
def attacked(said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let the corpus be there, and tell what it is told to."""
    told: dict[str, Any] = {"code": 0, "attacks": {}}

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, told["code"], json.dumps(told), "why")

    (tmp_path / "tests" / "attack_corpus.py").write_text("")
    monkeypatch.setattr(proof.subprocess, "run", run)
    return told


def test_attacks_that_get_another_verdict_or_leave_something_are_counted(
    attacked: dict[str, Any], said: list[str]
) -> None:
    attacked["attacks"] = {
        "failed_looks": {"verdict": "failed", "wrong": []},
        "failed_wins": {"verdict": "passed", "wrong": ["it got 6 points"]},
        "failed_stays": {"verdict": "failed", "wrong": ["process 7"]},
        "timed_out_waits": {"verdict": "failed", "wrong": []},
    }

    [row] = proof.attacks_escaped(said.append)

    assert (row.id, row.value, row.ok) == ("attacks_escaped", 3, False)
    assert said == [
        "failed_wins: passed. it got 6 points", "failed_stays: failed. process 7", "timed_out_waits: failed.",
    ]  # fmt: skip


def test_attacks_that_can_not_be_tried_are_no_zero(attacked: dict[str, Any], said: list[str]) -> None:
    attacked["code"] = 1

    with pytest.raises(BenchError, match="could not be tried: why"):
        proof.attacks_escaped(said.append)
