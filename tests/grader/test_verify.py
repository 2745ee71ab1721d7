"""Each thing that can be wrong with a lab is found, and a sound lab is verified."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from catalog.entries import Lab
from grader.report import Report
from grader.service import Grader
from grader.verify import verify
from grading import REFERENCE, WRONG, tiny_lab


def test_a_sound_lab_is_verified(grader: Grader) -> None:
    result = verify(grader, tiny_lab())

    assert result.problems == ()
    assert json.loads(json.dumps(result.as_json())) == {
        "lab": "tiny",
        "verified": True,
        "problems": [],
        "reference": {"verdict": "passed", "points": 10.0, "max_points": 10},
        "starter": {"verdict": "not_attempted"},
        "wrong": [
            {
                "file": f"wrong/{name}.py",
                "verdict": "failed",
                "failed_check": check,
                "misconception": name,
                "ok": True,
            }
            for name, check in (("doubled_in_place", "keeps_input"), ("forgot_to_double", "doubles"))
        ],
    }


FORGOT = WRONG["forgot_to_double"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"points": 11, "wrong": {}}, "lab.toml says 11 points; the checks add up to 10"),
        ({"starter": REFERENCE, "wrong": {}}, "starter.py: passed with 10 of 10 points"),
        ({"starter": "def solve(x):\n    return x\n", "wrong": {}}, "starter.py: failed"),
        ({"wrong": {"right": f'"""Right.\n\ncheck: doubles\n"""{REFERENCE}'}}, "wrong/right.py: passed"),
        ({"wrong": {"mute": "def solve(x):\n    return x\n"}}, "wrong/mute.py: the docstring must say"),
        ({"wrong": {"lost": FORGOT.replace("check: doubles", "check: nowhere")}}, "there is no check 'nowhere'"),
        ({"wrong": {"twin": FORGOT, "other": FORGOT}}, "the report names no misconception"),
        (
            {"wrong": {"other_place": WRONG["doubled_in_place"].replace("check: keeps_input", "check: doubles")}},
            "did not fail at 'doubles'",
        ),
        ({"checks": "def f(:", "wrong": {}}, "internal_error"),
    ],
)
def test_what_does_not_hold_is_said(grader: Grader, changes: dict[str, Any], problem: str) -> None:
    result = verify(grader, replace(tiny_lab(seeds=(1,)), **changes))

    assert not result.verified
    assert any(problem in said for said in result.problems), result.problems


def test_a_reference_that_fails_its_checks_is_said_with_its_seed(grader: Grader) -> None:
    checks = tiny_lab().checks.replace("ctx.reference.solve(x)", "3 * x", 1)

    result = verify(grader, tiny_lab(checks=checks, seeds=(5,), wrong={}))

    assert result.problems[0].startswith("reference.py, seed 5: failed with 4 of 10 points at 'doubles': The result")
    assert result.reference["verdict"] == "failed"


def test_a_wrong_solution_that_gets_by_on_the_second_seed_is_said(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab, grade, asked = tiny_lab(seeds=(1, 2)), grader.grade, []

    def lenient(lab: Lab, source: str, *, seed: int, only: Sequence[str] = ()) -> Report:
        asked.append((seed, *only))
        return grade(lab, REFERENCE if source == FORGOT and seed == 2 else source, seed=seed, only=only)

    monkeypatch.setattr(grader, "grade", lenient)

    assert verify(grader, lab).problems == ("wrong/forgot_to_double.py: passed with 10 of 10 points",)
    assert {(1,), (2, "doubles", "keeps_input")} <= {*asked}


def test_points_that_add_up_but_for_rounding_are_accepted(grader: Grader) -> None:
    lab = tiny_lab(checks=tiny_lab().checks.replace("points=6", "points=0.1").replace("points=4", "points=0.2"))

    assert verify(grader, replace(lab, points=0.3, seeds=(1,), wrong={})).problems == ()
