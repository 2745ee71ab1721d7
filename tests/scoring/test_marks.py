"""Marks: what an answer earns, and which answers are refused with a sentence."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.entries import Choice, Item, ItemKind, Level, NumericAnswer
from scoring.marks import AnswerError, clean_answer, is_close, mark, parse_number


def choice_item(kind: ItemKind, flags: list[bool], points: float = 1.0) -> Item:
    choices = tuple(Choice(text=str(place), correct=flag) for place, flag in enumerate(flags))
    return Item("item", kind, "Stem?", "Because.", Level.BEGINNER, choices=choices, points=points)


def numeric_item(value: float, *, absolute: float = 0.0, relative: float = 0.0, unit: str = "") -> Item:
    numeric = NumericAnswer(value, absolute, relative, unit)
    return Item("item", ItemKind.NUMERIC, "How many?", "Because.", Level.BEGINNER, numeric=numeric, points=2.0)


flags = st.lists(st.booleans(), min_size=2, max_size=8).filter(any)
finite = st.floats(allow_nan=False, allow_infinity=False)


@given(flags, st.data())
def test_marks_stay_between_zero_and_the_points(flags: list[bool], data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.integers(0, len(flags) - 1)))
    points = data.draw(st.floats(0.1, 100))
    earned = mark(choice_item(ItemKind.MULTIPLE, flags, points), {"choices": picked})
    assert 0 <= earned <= points


@given(flags)
def test_all_right_choices_earn_full_marks(flags: list[bool]) -> None:
    right = [place for place, flag in enumerate(flags) if flag]
    assert mark(choice_item(ItemKind.MULTIPLE, flags, 3.0), {"choices": right}) == 3.0


@given(flags)
def test_ticking_everything_pays_only_when_everything_is_right(flags: list[bool]) -> None:
    earned = mark(choice_item(ItemKind.MULTIPLE, flags), {"choices": list(range(len(flags)))})
    assert (earned == 1.0) == all(flags)


def test_a_wrong_tick_cancels_a_right_one() -> None:
    item = choice_item(ItemKind.MULTIPLE, [True, True, False, False])
    assert mark(item, {"choices": [0]}) == 0.5
    assert mark(item, {"choices": [0, 1, 2]}) == 0.5
    assert mark(item, {"choices": [0, 2]}) == 0.0
    assert mark(item, {"choices": [2, 3]}) == 0.0


def test_a_single_choice_is_all_or_nothing() -> None:
    item = choice_item(ItemKind.SINGLE, [False, True], points=2.0)
    assert mark(item, {"choices": [1]}) == 2.0
    assert mark(item, {"choices": [0]}) == 0.0


@pytest.mark.parametrize("kind", ItemKind)
def test_no_answer_earns_nothing(kind: ItemKind) -> None:
    item = numeric_item(1.0) if kind is ItemKind.NUMERIC else choice_item(kind, [True, False])
    assert mark(item, None) == 0.0
    assert clean_answer(item, {}) is None


@pytest.mark.parametrize(
    "answer",
    ["0", [0], {"choices": 0}, {"choices": [True]}, {"choices": [0.0]}, {"choices": [2]}, {"choices": [-1]}],
)
def test_a_choice_that_was_not_offered_is_refused(answer: object) -> None:
    with pytest.raises(AnswerError):
        mark(choice_item(ItemKind.MULTIPLE, [True, False]), answer)


def test_two_ticks_on_a_single_choice_are_refused() -> None:
    with pytest.raises(AnswerError, match="one choice only"):
        mark(choice_item(ItemKind.SINGLE, [True, False]), {"choices": [0, 1]})


def test_a_repeated_tick_counts_once() -> None:
    item = choice_item(ItemKind.MULTIPLE, [True, True, False])
    assert mark(item, {"choices": [0, 0]}) == 0.5


@given(finite)
def test_a_number_survives_writing_and_reading(number: float) -> None:
    assert parse_number(f"  {number!r} ") == number


@given(finite)
def test_a_comma_reads_like_a_point(number: float) -> None:
    text = f"{number!r}".replace(".", ",")
    assume(not re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", text))  # "1,250" is refused: see the two readings below
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.25", 0.25),
        ("0,25", 0.25),
        (",5", 0.5),
        ("5.", 5.0),
        ("+3", 3.0),
        ("−2", -2.0),
        ("2.5e-1", 0.25),
        ("2,5E2", 250.0),
        ("1.5×10^-3", 0.0015),
        ("1.5 * 10**3", 1500.0),
        ("0,125", 0.125),
    ],
)
def test_the_ways_people_write_numbers_are_read(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["12 ms", "12ms", " 12  MS "])
def test_the_unit_may_follow(text: str) -> None:
    assert parse_number(text, "ms") == 12.0


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-Infinity",
        "NaN ms",
        "1e999",
        "-1e999",
        "",
        "ms",
        "twelve",
        "1/3",
        "1.2.3",
        "1 2",
        "٣",
        "0x10",
        "1_0",
    ],
)
def test_what_is_not_one_finite_number_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        parse_number(text, "ms")


def test_a_comma_with_two_readings_is_refused_with_both() -> None:
    with pytest.raises(AnswerError, match=r"1000 .* 1\.000"):
        parse_number("1,000")


def test_an_endless_number_is_refused() -> None:
    with pytest.raises(AnswerError, match="64 characters"):
        parse_number("1" * 65)


def test_a_bad_number_is_refused_rather_than_marked_zero() -> None:
    with pytest.raises(AnswerError, match="not a number"):
        mark(numeric_item(0.5), {"text": "half"})


def test_text_must_be_text() -> None:
    with pytest.raises(AnswerError):
        mark(numeric_item(0.5), {"text": 0.5})


def test_a_number_within_the_tolerance_earns_the_points() -> None:
    assert mark(numeric_item(0.3, absolute=0.1), {"text": "0,4"}) == 2.0
    assert mark(numeric_item(0.3, absolute=0.1), {"text": "0.41"}) == 0.0
    assert mark(numeric_item(200.0, relative=0.01, unit="ms"), {"text": "202 ms"}) == 2.0
    assert mark(numeric_item(200.0, relative=0.01, unit="ms"), {"text": "202.1"}) == 0.0


def test_the_wider_tolerance_counts() -> None:
    assert is_close(103.0, NumericAnswer(100.0, absolute=3.0, relative=0.01))
    assert is_close(103.0, NumericAnswer(100.0, absolute=1.0, relative=0.03))
    assert not is_close(103.0, NumericAnswer(100.0, absolute=1.0, relative=0.01))


@given(finite)
def test_no_tolerance_means_exact(number: float) -> None:
    assert is_close(number, NumericAnswer(number))
    assume(math.isfinite(math.nextafter(number, math.inf)))
    assert not is_close(math.nextafter(number, math.inf), NumericAnswer(number))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_are_never_close(number: float) -> None:
    assert not is_close(number, NumericAnswer(0.0, absolute=1e308, relative=1e308))
