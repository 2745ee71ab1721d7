"""Figures of a report as a learner reads them."""

from __future__ import annotations

import math
from typing import Any

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


@pytest.mark.parametrize(
    ("check", "labels"),
    [
        ({}, []),
        ({"expected_shape": [], "got_shape": [], "expected_dtype": "float64", "got_dtype": "float64"}, []),
        ({"expected_shape": [3], "got_shape": [3]}, ["Shape and dtype"]),
        ({"expected_shape": [3], "got_shape": [2], "max_abs_error": None}, ["Expected", "Got"]),
        ({"expected_shape": [1, 1], "got_shape": [1, 1], "max_abs_error": 2.0}, ["Shape and dtype"]),
        (
            {
                "expected_shape": [3],
                "got_shape": [3],
                "expected_dtype": "int64",
                "got_dtype": "int64",
                "max_abs_error": 2.0,
            },
            ["Shape and dtype"],
        ),
        ({"max_abs_error": 0.5, "max_rel_error": 0.25}, ["Largest absolute error", "Largest relative error"]),
    ],
)
def test_figures_are_told_where_they_say_something(check: dict[str, Any], labels: list[str]) -> None:
    assert [label for label, _ in report.figures(check)] == labels


def test_figures_are_written_for_people() -> None:
    check = {"expected_shape": (4, 8), "got_shape": (8, 4), "expected_dtype": "float32", "got_dtype": "int64"}

    assert [text for _, text in report.figures(check)] == ["[4, 8] float32", "[8, 4] int64"]


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


@pytest.mark.parametrize("hidden", [True, False])
def test_a_report_with_a_hidden_check_says_what_that_is(hidden: bool) -> None:
    shown = REPORT.as_json()
    shown["checks"] = [{**check, "hidden": hidden} for check in shown["checks"]]
    page = render_to_string("submissions/_report.html", {"report": shown})
    assert ("Hidden checks run only when you hand in." in page) is hidden


def test_a_mistake_behind_two_checks_is_explained_once() -> None:
    checks = [{"misconception": name} for name in ("a", None, "a", "b")]
    assert [check["is_told_above"] for check in report.told_once(checks)] == [False, False, True, False]


def test_the_trace_is_told_from_other_tables_and_from_pictures_of_that_name() -> None:
    trace, picture = {"name": "trace", "kind": "table"}, {"name": "trace", "kind": "image"}
    assert report.trace_of([{"name": "confusion", "kind": "table"}, picture, trace]) is trace
    assert report.trace_of([picture]) is None


@pytest.mark.parametrize(
    ("size", "shown"), [((231, 57), (462, 114)), ((5, 5), (60, 60)), ((29, 1855), (29, 1855)), ((700, 9), (700, 9))]
)
def test_a_picture_grows_by_whole_numbers_as_far_as_there_is_room(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    width, height = size
    grown = report.enlarged({"width": width, "height": height})
    assert (grown["width"], grown["height"]) == shown


def test_a_trace_says_its_notes_beside_the_operation_and_links_each_line_once() -> None:
    cells = ["[2]", "[2]", "float32", "no"]
    rows = [
        {"name": "line 3", "cells": ["log", *cells, "first NaN"]},
        {"name": "line 3", "cells": ["mul", *cells, ""]},
        {"name": "", "cells": ["and 9 more", "", "", "", "", ""]},
    ]
    columns = ["operation", "inputs", "result", "dtype", "gradient", "note"]
    table = {"name": "trace", "kind": "table", "alt": "What it did.", "columns": columns, "rows": rows}
    page = render_to_string("submissions/_report.html", {"report": {**REPORT.as_json(), "artifacts": [table]}})
    assert page.count("#line-3") == 1
    assert "log <strong>first NaN</strong>" in page
    assert page.count("<strong>first") == page.count('class="noted"') == 1
    assert ">note<" not in page


@pytest.mark.parametrize(("asked", "said"), [(True, 1), (False, 0)])
def test_who_asked_for_a_trace_that_could_not_be_made_is_told(asked: bool, said: int) -> None:
    shown = {"report": {**REPORT.as_json(), "artifacts": []}, "submission": {"trace": asked}}
    assert render_to_string("submissions/_report.html", shown).count("There is no trace.") == said


def test_a_line_of_code_can_be_linked_to() -> None:
    assert '<span class="line" id="line-2">' in report.python_source("x = 1\ny = 2\n")
