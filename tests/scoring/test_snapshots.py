"""Frozen items: what was asked stays what is marked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entries import Choice, Item, ItemKind, Level, NumericAnswer
from each_kind import DRAWN, EACH
from scoring.drawing import draw
from scoring.marks import mark, right_answer
from scoring.snapshots import freeze, shown, thaw

CHOICES = tuple(Choice(f"choice {place}", place == 0, f"feedback {place}") for place in range(6))
SINGLE = Item("single", ItemKind.SINGLE, "Stem?", "Why.", Level.ADVANCED, ("dropout",), "A paper", CHOICES, points=2.0)
NUMERIC = Item(
    "numeric", ItemKind.NUMERIC, "How many?", "Count.", Level.BEGINNER, numeric=NumericAnswer(3.0, 0.1, 0.2, "MB")
)


@given(st.integers(0, 2**31))
def test_freezing_keeps_every_choice_and_where_it_came_from(seed: int) -> None:
    snapshot = json.loads(json.dumps(freeze(SINGLE, seed=seed)))
    shown = thaw(snapshot).choices
    assert set(shown) == set(CHOICES)
    assert all(CHOICES[one["authored"]] == choice for one, choice in zip(snapshot["choices"], shown, strict=True))


def test_the_same_seed_gives_the_same_order() -> None:
    assert freeze(SINGLE, seed=7) == freeze(SINGLE, seed=7)


def test_seeds_differ_in_their_order() -> None:
    assert len({thaw(freeze(SINGLE, seed=seed)).choices for seed in range(20)}) > 10


def test_everything_else_survives_the_round_trip() -> None:
    assert thaw(json.loads(json.dumps(freeze(NUMERIC, seed=1)))) == NUMERIC
    thawed = thaw(freeze(SINGLE, seed=1))
    assert (thawed.points, thawed.level, thawed.concepts, thawed.source) == (
        2.0,
        Level.ADVANCED,
        ("dropout",),
        "A paper",
    )


@pytest.mark.parametrize("item", EACH.values(), ids=EACH)
@pytest.mark.parametrize("seed", range(4))
def test_every_kind_thaws_to_an_item_that_its_own_right_answer_fits(item: Item, seed: int) -> None:
    thawed = thaw(json.loads(json.dumps(freeze(item, seed=seed))))
    assert mark(thawed, right_answer(thawed)) == item.points
    assert sorted(choice.text for choice in thawed.choices) == sorted(choice.text for choice in item.choices)
    assert [sorted(gap.options) for gap in thawed.gaps] == [sorted(gap.options) for gap in item.gaps]
    for name in ("stem", "explanation", "truth", "accepted", "sequence", "pairs", "extra", "code", "output"):
        assert getattr(thawed, name) == getattr(item, name)


def test_steps_and_rights_are_shown_mixed_up() -> None:
    ordering, matching = EACH[ItemKind.ORDERING], EACH[ItemKind.MATCHING]
    rights = [*(pair.right for pair in matching.pairs), *matching.extra]
    for seed in range(20):
        steps = shown(freeze(ordering, seed=seed))
        assert steps != list(ordering.sequence)
        assert sorted(steps) == sorted(ordering.sequence)
        assert sorted(shown(freeze(matching, seed=seed))) == sorted(rights)
    assert len({tuple(shown(freeze(ordering, seed=seed))) for seed in range(20)}) > 5


def test_a_drawn_item_is_frozen_with_its_numbers() -> None:
    snapshot = json.loads(json.dumps(freeze(DRAWN, seed=3)))
    drawn, numbers = draw(DRAWN, seed=3)
    assert snapshot["numbers"] == numbers
    assert thaw(snapshot).stem == drawn.stem
    assert "formula" not in json.dumps(snapshot)


def test_an_attempt_from_before_the_other_kinds_still_thaws() -> None:
    old = {key: value for key, value in freeze(SINGLE, seed=1).items() if key in OLD_KEYS}
    assert thaw(old) == thaw(freeze(SINGLE, seed=1))


OLD_KEYS = {
    *("slug", "kind", "stem", "explanation", "level", "concepts", "source", "points", "choices", "numeric"),
}
