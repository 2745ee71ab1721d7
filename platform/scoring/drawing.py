"""Draw a parametrised item's numbers, and the order in which things are shown, from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from catalog.entries import Item
from catalog.variants import Numbers, values_of, with_derived, with_numbers

_T = TypeVar("_T")


def draw(item: Item, *, seed: int) -> tuple[Item, Numbers]:
    """Return the item as it reads with the numbers that `seed` draws, and those numbers. The same seed draws the same.

    Raises:
        FormulaError: no reader of items let such an item pass.
    """
    if not item.variables:
        return item, {}
    dice = random.Random(f"{seed}:{item.slug}:numbers")  # noqa: S311 - numbers to reckon with, not a secret
    picked = {variable.name: dice.choice(values_of(variable)) for variable in item.variables}
    numbers = with_derived(item, picked)
    return with_numbers(item, numbers), numbers


def shuffled(things: Sequence[_T], *, seed: int, slug: str, what: str = "") -> list[_T]:
    """Return the things in an order that is the same for the same seed, slug and purpose."""
    mixed = list(things)
    random.Random(f"{seed}:{slug}{what and ':' + what}").shuffle(mixed)  # noqa: S311 - an order to look at
    return mixed


def mixed_up(things: Sequence[_T], *, seed: int, slug: str, what: str) -> list[_T]:
    """Return the things in an order that is not their own."""
    mixed = shuffled(things, seed=seed, slug=slug, what=what)
    return mixed if mixed != list(things) else [*mixed[1:], mixed[0]]
