"""Parametrised items: the same seed always gives the same item."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from catalog.variants import variants
from each_kind import DRAWN, EACH
from scoring.drawing import draw, mixed_up
from scoring.marks import mark, right_answer

SEEDS = st.integers(0, 2**31 - 1)


@given(SEEDS)
def test_the_same_seed_draws_the_same_item(seed: int) -> None:
    assert draw(DRAWN, seed=seed) == draw(DRAWN, seed=seed)


def test_a_process_with_another_hash_seed_draws_the_same_item() -> None:
    program = "from each_kind import DRAWN; from scoring.drawing import draw; print(draw(DRAWN, seed=7))"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=_paths())
    assert printed.stdout.strip() == repr(draw(DRAWN, seed=7))


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(path for path in sys.path if path), "PYTHONHASHSEED": "12345"}


@given(SEEDS)
def test_a_drawn_item_says_its_numbers_and_is_marked_by_them(seed: int) -> None:
    item, numbers = draw(DRAWN, seed=seed)
    n, m = int(numbers["n"]), int(numbers["m"])
    assert numbers in list(variants(DRAWN))
    assert item.stem == f"A layer from {n} to {m} units: how many parameters?"
    assert item.explanation.endswith(f"{m} biases; {n / 2:g} is half of n.")
    assert mark(item, {"text": str(n * m + m)}) == item.points == mark(item, right_answer(item))
    assert mark(item, {"text": str(n * m + m + 1)}) == 0.0


def test_every_number_is_drawn_by_some_seed() -> None:
    drawn = [draw(DRAWN, seed=seed)[1] for seed in range(400)]
    assert {numbers["n"] for numbers in drawn} == set(range(2, 10))
    assert {numbers["m"] for numbers in drawn} == {1, 4, 16}


def test_an_item_without_variables_is_left_alone() -> None:
    assert [draw(item, seed=1) for item in EACH.values()] == [(item, {}) for item in EACH.values()]


@given(SEEDS, st.lists(st.integers(), min_size=2, unique=True))
def test_a_mixed_up_order_is_never_the_right_one(seed: int, things: list[int]) -> None:
    mixed = mixed_up(things, seed=seed, slug="x", what="steps")
    assert sorted(mixed) == sorted(things)
    assert mixed != things
