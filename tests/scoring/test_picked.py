"""The same answer has the same name in every attempt, however it was shown."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.entries import Choice, Item, ItemKind, Level
from scoring.picked import picked, variant
from scoring.snapshots import freeze

ITEM = Item(
    slug="norm",
    kind=ItemKind.MULTIPLE,
    stem="Which?",
    explanation="So.",
    level=Level.BEGINNER,
    choices=tuple(Choice(text, text in {"a", "c"}) for text in "abcd"),
)


@pytest.mark.parametrize("seed", range(8))
def test_a_choice_is_named_by_its_place_in_the_authors_order(seed: int) -> None:
    snapshot = freeze(ITEM, seed=seed)
    places = [place for place, choice in enumerate(snapshot["choices"]) if choice["text"] in {"a", "d"}]
    assert picked(snapshot, {"choices": places}) == "0,3"


@pytest.mark.parametrize(
    ("kind", "answer", "name"),
    [
        ("single", None, ""),
        ("numeric", {"text": "0,250 ms"}, "0.25"),
        ("numeric", {"text": "1e3"}, "1000"),
        ("text", {"text": "  Inverted\n Dropout "}, "inverted dropout"),
        ("ordering", {"order": ["forward", "", "step"]}, "forward → – → step"),
        ("matching", {"pairs": {"ReLU": "0", "tanh": "1"}}, "ReLU: 0; tanh: 1"),
        ("cloze", {"gaps": {"one": "two"}}, "one: two"),
        ("output", {"text": "x" * 900}, "x" * 200),
    ],
)
def test_other_answers_are_named_by_what_they_say(kind: str, answer: dict[str, Any] | None, name: str) -> None:
    assert picked({"kind": kind, "numeric": {"unit": "ms"}}, answer) == name


@pytest.mark.parametrize(
    ("answer", "name"),
    [({"truth": True, "choices": [1]}, "true:0"), ({"truth": False}, "false:"), ({"choices": [0]}, ":2")],
)
def test_a_verdict_stands_before_its_reason(answer: dict[str, Any], name: str) -> None:
    snapshot = {"kind": "truth", "choices": [{"authored": 2}, {"authored": 0}, {"authored": 1}]}
    assert picked(snapshot, answer) == name


def test_a_variant_is_named_by_its_numbers() -> None:
    assert variant({"numbers": {"p": 0.5, "n": 2}}) == "n = 2, p = 0.5"
    assert variant({}) == ""
