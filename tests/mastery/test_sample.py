"""The verdict on the home page."""

from __future__ import annotations

from grader.verdicts import CheckStatus
from mastery.sample import REPORT


def test_its_points_add_up() -> None:
    assert sum(check.points for check in REPORT.checks) == REPORT.points
    assert sum(check.max_points for check in REPORT.checks) == REPORT.max_points


def test_it_names_one_bug() -> None:
    failed = [check for check in REPORT.checks if check.status is CheckStatus.FAILED]
    assert [bool(check.misconception_note) for check in failed] == [True]
