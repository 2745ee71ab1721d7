"""What a misspelt word was meant to be."""

from __future__ import annotations

import pytest

from content.models import Lesson
from content.search.spelling import closest, corrected, vocabulary


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dropuot", "dropout"),
        ("backpropogation", "backpropagation"),
        ("gradiant", "gradient"),
        ("overfiting", "overfitting"),
    ],
)
def test_the_closest_word_is_taken(typed: str, meant: str) -> None:
    assert closest(typed, ["dropout", "backpropagation", "gradient", "overfitting", "pooling"]) == meant


def test_what_is_like_nothing_stays() -> None:
    assert closest("zzzz", ["dropout", "pooling"]) is None
    assert closest("dropout", []) is None


def test_only_unknown_words_are_replaced() -> None:
    known = {"mask": True, "dropuot": False, "zzzz": False}
    assert corrected(("mask", "dropuot", "zzzz"), known, {"dropuot": ["dropout", "mask"]}) == (
        "mask",
        "dropout",
        "zzzz",
    )


def test_words_come_from_what_can_be_found(lesson: Lesson) -> None:
    assert vocabulary(["feret"])["feret"][0] in {"ferret", "ferrets"}
