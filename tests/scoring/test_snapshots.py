"""Frozen items: what was asked stays what is marked."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from catalog.entries import Choice, Item, ItemKind, Level, NumericAnswer
from scoring.snapshots import freeze, thaw

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
