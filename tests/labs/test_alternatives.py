"""Correct solutions written differently must pass: alternatives/<slug>__<how>.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.entries import Lab
from grader.service import Grader
from grader.verdicts import Verdict

ALTERNATIVES = sorted(Path(__file__).with_name("alternatives").glob("*.py"))


@pytest.mark.parametrize("program", ALTERNATIVES, ids=lambda path: path.stem)
def test_correct_but_different_passes(grader: Grader, labs: dict[str, Lab], program: Path) -> None:
    lab = labs[program.stem.split("__")[0]]

    reports = [grader.grade(lab, program.read_text(), seed=seed) for seed in (3, 4)]

    for report in reports:
        failed = [(check.id, check.message) for check in report.checks if check.status != "passed"]
        assert (report.verdict, failed) == (Verdict.PASSED, [])


def test_every_lab_has_an_alternative(labs: dict[str, Lab]) -> None:
    assert {path.stem.split("__")[0] for path in ALTERNATIVES} == labs.keys()
