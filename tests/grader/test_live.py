"""What a learner's training reports reaches the page while it runs, and can neither be an answer nor fill a report."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from catalog.entries import Lab
from grader import live
from grader.checks.artifacts import MAX_SERIES
from grader.service import Grader
from grader.verdicts import Verdict
from grading import tiny_lab

FIXTURES = '''
def report(step, **scalars):
    """Show numbers on the page while this trains; elsewhere it does nothing."""
'''
TRAINS = """
from fixtures import report
def solve(x):
    for step in range(3):
        report(step, loss=1 / (step + 1))
    return 2 * x
"""


@pytest.fixture
def lab() -> Lab:
    return replace(tiny_lab(), fixtures=FIXTURES)


def test_reports_come_as_events_and_stay_as_a_curve(grader: Grader, lab: Lab) -> None:
    events: list[dict[str, Any]] = []

    report = grader.grade(lab, TRAINS, seed=1, on_event=events.append)

    assert report.verdict == Verdict.PASSED
    first = [event["scalars"] for event in events if event["event"] == "progress"][:3]
    assert first == [{"loss": 1.0}, {"loss": 0.5}, {"loss": pytest.approx(1 / 3)}]
    assert report.artifacts[0]["name"] == "loss"


def test_a_loss_that_is_no_number_is_reported_as_none(grader: Grader, lab: Lab) -> None:
    source = "from fixtures import report\ndef solve(x):\n    report(1, loss=float('nan'))\n    return 2 * x\n"

    report = grader.grade(lab, source, seed=1)

    assert report.verdict == Verdict.PASSED
    assert report.artifacts[0]["points"][0] == [1, None]


def test_whoever_reports_without_end_is_stopped(grader: Grader, lab: Lab) -> None:
    source = "from fixtures import report\ndef solve(x):\n    while True:\n        report(1, loss=1)\n"

    report = grader.grade(lab, source, seed=1)

    assert report.verdict == Verdict.RUNTIME_ERROR
    assert len(report.artifacts[0]["points"]) <= 400


def test_curves_are_few_however_many_names_are_made_up(grader: Grader, lab: Lab) -> None:
    source = """
from fixtures import report
def solve(x):
    for step in range(100):
        report(step, **{f"curve {step}": 1.0})
    return 2 * x
"""

    report = grader.grade(lab, source, seed=1)

    assert (report.verdict, len(report.artifacts)) == (Verdict.PASSED, MAX_SERIES)


def test_the_references_own_report_stays_the_authors(grader: Grader, lab: Lab) -> None:
    events: list[dict[str, Any]] = []

    grader.grade(replace(lab, reference=TRAINS), "def solve(x):\n    return 2 * x\n", seed=1, on_event=events.append)

    assert [event for event in events if event["event"] == "progress"] == []


@pytest.mark.parametrize(
    "tree",
    [
        {"progress": None},
        {"progress": [1]},
        {"progress": [True, {}]},
        {"progress": [1.5, {}]},
        {"progress": [1, []]},
        {"progress": [1 << 60, {}]},
        {"progress": [1, {"loss": "0.5"}]},
        {"progress": [1, {"loss": True}]},
        {"progress": [1, {"x" * 41: 0.5}]},
        {"progress": [1, {str(i): 0.5 for i in range(9)}]},
    ],
)
def test_what_only_claims_to_be_a_report_is_none(tree: Any) -> None:
    with pytest.raises(ValueError, match="report"):
        live.heard(tree)


def test_an_answer_is_no_report() -> None:
    assert live.heard(["d", [["progress", 1]]]) is None
    assert live.heard({"other": 1}) is None
    step, scalars = live.heard({"progress": [3, {"loss": 0.5, "bad": None}]}) or (0, {})
    assert (step, scalars["loss"], math.isnan(scalars["bad"])) == (3, 0.5, True)
