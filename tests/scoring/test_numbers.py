"""Numbers as people write them, and tolerances."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.entries import NumericAnswer
from scoring.numbers import AnswerError, is_close, parse_number

finite = st.floats(allow_nan=False, allow_infinity=False)


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
