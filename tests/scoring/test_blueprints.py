"""Blueprints are filled whenever they can be, from the seed, without repeats and spread over concepts."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entries import Item, ItemKind, Level, Pool, Quiz
from scoring.blueprints import Candidate, TooFewError, draw, fits, shortages

BANK = [
    Candidate(key, f"quiz-{key % 10}", level, ("single", "numeric")[key % 2], (f"concept-{key % 20}",))
    for key, level in enumerate([*["beginner"] * 100, *["intermediate"] * 80, *["advanced"] * 20])
]
POOLS = (Pool(Level.BEGINNER, 12), Pool(Level.INTERMEDIATE, 12), Pool(Level.ADVANCED, 6))


@pytest.mark.parametrize("seed", range(20))
def test_a_draw_has_the_levels_asked_for_and_no_repeats(seed: int) -> None:
    drawn = draw(POOLS, BANK, seed=seed)
    assert Counter(one.level for one in drawn) == {"beginner": 12, "intermediate": 12, "advanced": 6}
    assert len({one.key for one in drawn}) == 30


def test_the_seed_decides_whatever_the_order_of_the_bank() -> None:
    assert draw(POOLS, BANK, seed=7) == draw(POOLS, BANK[::-1], seed=7)
    assert draw(POOLS, BANK, seed=7) != draw(POOLS, BANK, seed=8)


@pytest.mark.parametrize("seed", range(20))
def test_a_draw_is_spread_over_concepts(seed: int) -> None:
    drawn = draw((Pool(Level.BEGINNER, 20),), BANK, seed=seed)
    assert set(Counter(concept for one in drawn for concept in one.concepts).values()) == {1}


def test_every_item_comes_up_over_many_seeds() -> None:
    seen = {one.key for seed in range(200) for one in draw(POOLS, BANK, seed=seed)}
    assert seen == {one.key for one in BANK}


def test_concepts_and_kinds_narrow_a_pool() -> None:
    pool = Pool(Level.BEGINNER, 5, ("concept-1", "concept-3"), (ItemKind.NUMERIC,))
    drawn = draw((pool,), BANK, seed=1)
    assert {one.concepts[0] for one in drawn} <= {"concept-1", "concept-3"}
    assert {one.kind for one in drawn} == {"numeric"}


def test_a_wide_pool_leaves_a_narrow_one_what_only_it_can_use() -> None:
    bank = [Candidate(1, "q", "beginner", "single", ("a",)), Candidate(2, "q", "beginner", "single", ("b",))]
    pools = (Pool(Level.BEGINNER, 1), Pool(Level.BEGINNER, 1, ("a",)))
    for seed in range(10):
        assert len(draw(pools, bank, seed=seed)) == 2


@pytest.mark.parametrize(
    ("pools", "said"),
    [
        ((Pool(Level.ADVANCED, 21),), "asks for 21 advanced items, and the bank has 20."),
        (
            (Pool(Level.ADVANCED, 2, ("none",), (ItemKind.CLOZE,)),),
            "asks for 2 advanced items of the kinds cloze on none, and the bank has 0.",
        ),
        ((Pool(Level.ADVANCED, 15), Pool(Level.ADVANCED, 15)), "too few once the other pools have theirs."),
    ],
)
def test_a_bank_that_is_too_small_is_named(pools: tuple[Pool, ...], said: str) -> None:
    with pytest.raises(TooFewError, match=said):
        draw(pools, BANK, seed=1)


_concepts = st.sets(st.sampled_from("abc"), min_size=1, max_size=2).map(sorted).map(tuple)


@given(
    bank=st.lists(_concepts, max_size=8),
    pools=st.lists(st.tuples(st.integers(1, 3), st.one_of(st.just(()), _concepts)), min_size=1, max_size=3),
    seed=st.integers(0, 5),
)
def test_a_draw_fails_only_where_halls_condition_does(
    bank: list[tuple[str, ...]], pools: list[tuple[int, tuple[str, ...]]], seed: int
) -> None:
    """A blueprint can be filled exactly if any set of its pools asks for no more than what fits one of them."""
    asked = [Pool(Level.BEGINNER, count, concepts) for count, concepts in pools]
    there = [Candidate(key, "q", "beginner", "single", concepts) for key, concepts in enumerate(bank)]
    is_fillable = all(
        sum(pool.count for pool in chosen) <= sum(any(fits(one, pool) for pool in chosen) for one in there)
        for mask in range(1, 2 ** len(asked))
        for chosen in [[pool for place, pool in enumerate(asked) if mask >> place & 1]]
    )
    try:
        drawn = draw(asked, there, seed=seed)
    except TooFewError:
        assert not is_fillable
    else:
        assert is_fillable
        assert len({one.key for one in drawn}) == sum(pool.count for pool in asked) == len(drawn)


def test_quizzes_that_the_bank_cannot_fill_are_named() -> None:
    items = tuple(Item(f"i{n}", ItemKind.SINGLE, "?", ".", Level.BEGINNER) for n in range(3))
    bank, hidden = Quiz("bank", "Bank", "", items), Quiz("hidden", "Hidden", "", items, draft=True)
    small = Quiz("small", "Small", "", (), pools=(Pool(Level.BEGINNER, 3),))
    large = Quiz("large", "Large", "", (), pools=(Pool(Level.BEGINNER, 4),))
    assert shortages([bank, hidden, small, large]) == {
        "large": "The blueprint asks for 4 beginner items, and the bank has 3."
    }
