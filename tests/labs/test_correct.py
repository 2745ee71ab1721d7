"""Correct solutions written in another style must pass: `<slug>/correct_<how>.py`. many_seeds.py tries fifty seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.entries import Lab
from grader.service import Grader
from grader.verdicts import Verdict

CORRECT = sorted(Path(__file__).parent.glob("*/correct_*.py"))
LEAST_STYLES = 2


@pytest.mark.parametrize("program", CORRECT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_correct_but_different_passes(grader: Grader, labs: dict[str, Lab], program: Path) -> None:
    lab = labs[program.parent.name]

    report = grader.grade(lab, program.read_text(), seed=3)

    failed = [(check.id, check.message) for check in report.checks if check.status != "passed"]
    assert (report.verdict, failed) == (Verdict.PASSED, [])


def test_every_lab_has_correct_solutions_in_other_styles(labs: dict[str, Lab]) -> None:
    counts = {slug: sum(path.parent.name == slug for path in CORRECT) for slug in labs}

    assert not {slug: count for slug, count in counts.items() if count < LEAST_STYLES}
