"""Figures of a report as a learner reads them."""

from __future__ import annotations

import math

import pytest
from django.template.loader import render_to_string

from grader.verdicts import Verdict
from reports import REPORT
from submissions.templatetags import report


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (1.2839, "1.28"), (3e-9, "3e-09"), (0.0, "0"), (math.nan, "not a number"), (-math.inf, "infinite")],
)
def test_a_figure_has_three_significant_digits_or_says_what_it_is(value: float | None, text: str) -> None:
    assert report.figure(value) == text


def test_a_shape_reads_as_python_writes_it() -> None:
    assert [report.shape(sizes) for sizes in (None, [], [3], [4, 8])] == ["–", "()", "(3,)", "(4, 8)"]


def test_a_span_is_said_in_words() -> None:
    spans = [report.seconds(value) for value in (0.2, 1.4, 30, 130)]
    assert spans == ["1 second", "1 second", "30 seconds", "2 minutes"]


def test_a_curve_spans_its_drawing_and_leaves_out_what_is_no_number() -> None:
    drawn = report.curve("loss", [[0, 2.0], [1, math.nan], [2, 1.0]])
    assert drawn["path"] == "M4.0 4.0 L316.0 92.0"
    assert drawn["last"] == (2.0, 1.0)


def test_a_curve_of_one_point_has_no_line() -> None:
    assert report.curve("loss", [[0, 2.0]])["path"] == ""


def test_a_level_curve_is_drawn_without_dividing_by_zero() -> None:
    assert report.curve("loss", [[0, 1.0], [1, 1.0]])["path"] == "M4.0 92.0 L316.0 92.0"


def test_code_cannot_break_out_of_its_block() -> None:
    assert "<script>" not in report.python_source("x = '<script>'")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words_of_its_own(verdict: Verdict) -> None:
    page = render_to_string("submissions/_report.html", {"report": {**REPORT.as_json(), "verdict": verdict.value}})
    others = [
        render_to_string("submissions/_report.html", {"report": {**REPORT.as_json(), "verdict": other.value}})
        for other in Verdict
        if other is not verdict
    ]
    title = page.split('class="report-verdict">')[1].split("<")[0]
    assert title
    assert all(f">{title}<" not in other for other in others)


def test_a_misconception_leads_to_its_lesson() -> None:
    page = render_to_string("submissions/_report.html", {"report": REPORT.as_json()})
    assert "What this usually means" in page
    assert "/lessons/dropout/" in page


def test_what_the_learner_printed_is_escaped() -> None:
    shown = {**REPORT.as_json(), "stdout": "<img src=x>"}
    assert "<img" not in render_to_string("submissions/_report.html", {"report": shown})


def test_a_mistake_behind_two_checks_is_explained_once() -> None:
    checks = [{"misconception": name} for name in ("a", None, "a", "b")]
    assert [check["is_told_above"] for check in report.told_once(checks)] == [False, False, True, False]
