"""Parametrised items: which numbers they can take, and what they say with them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from catalog.entries import Choice, Item, ItemKind, Pair, Variable
from catalog.formulas import FormulaError, evaluate

MOST_VALUES = 1000  # of one variable
MOST_VARIANTS = 5000  # of one item: all of them are tried when it is read
PLAIN_KINDS = frozenset({ItemKind.TEXT, ItemKind.CLOZE, ItemKind.OUTPUT})  # kinds that take no variables
SLOT = re.compile(r"\{\{\s*([A-Za-z]\w*)\s*\}\}", re.ASCII)

Numbers = Mapping[str, float]


def values_of(variable: Variable) -> tuple[float, ...]:
    """Return every number a variable can take, whole ones as int, at most `MOST_VALUES` and one."""
    if not variable.step:
        return tuple(_whole(value) for value in variable.values)
    least, most, step = (Decimal(repr(number)) for number in (variable.least, variable.most, variable.step))
    count = min(int((most - least) / step) + 1, MOST_VALUES + 1) if most >= least else 0
    return tuple(_whole(float(least + n * step)) for n in range(count))


def count_variants(item: Item) -> int:
    return math.prod(len(values_of(variable)) for variable in item.variables)


def variants(item: Item) -> Iterator[Numbers]:
    """Yield the numbers of every variant, the derived ones included.

    Raises:
        FormulaError: a derived number cannot be worked out.
    """
    return (with_derived(item, picked) for picked in _picks(item))


def _picks(item: Item) -> Iterator[Numbers]:
    names = [variable.name for variable in item.variables]
    for picked in itertools.product(*(values_of(variable) for variable in item.variables)):
        yield dict(zip(names, picked, strict=True))


def with_derived(item: Item, numbers: Numbers) -> Numbers:
    """Add the derived numbers to those of the variables.

    Raises:
        FormulaError: one cannot be worked out.
    """
    known = dict(numbers)
    for derived in item.derived:
        known[derived.name] = evaluate(derived.formula, known)
    return known


def write(number: float) -> str:
    """Write a number as an item shows it: ten significant digits, no more than needed."""
    return str(_whole(number)) if number == math.floor(number) and abs(number) < 1e15 else f"{number:.10g}"


def fill(text: str, numbers: Numbers) -> str:
    """Put the numbers in the place of `{{name}}`."""
    return SLOT.sub(lambda slot: write(numbers[slot[1]]) if slot[1] in numbers else slot[0], text)


def with_numbers(item: Item, numbers: Numbers) -> Item:
    """Return the item as it reads with these numbers, which is then an item like any other.

    Raises:
        FormulaError: its answer cannot be worked out.
    """

    def put(text: str) -> str:
        return fill(text, numbers)

    numeric = item.numeric
    if numeric is not None and numeric.formula:
        numeric = replace(numeric, value=float(evaluate(numeric.formula, numbers)), formula="")
    return replace(
        item,
        stem=put(item.stem),
        explanation=put(item.explanation),
        choices=tuple(Choice(put(one.text), one.correct, put(one.feedback)) for one in item.choices),
        sequence=tuple(map(put, item.sequence)),
        pairs=tuple(Pair(put(pair.left), put(pair.right)) for pair in item.pairs),
        extra=tuple(map(put, item.extra)),
        numeric=numeric,
        variables=(),
        derived=(),
    )


@lru_cache(maxsize=1024)
def problem(item: Item) -> str:
    """Try every variant of a parametrised item and say what is wrong with the first bad one, or nothing."""
    slots = {name for text in texts(item) for name in SLOT.findall(text)}
    known = {variable.name for variable in item.variables} | {derived.name for derived in item.derived}
    if unknown := sorted(slots - known):
        return f"shows {{{{{unknown[0]}}}}}, which is neither a variable nor a derived number of this item"
    numbers: Numbers = {}
    try:
        for numbers in _picks(item):
            drawn = with_numbers(item, with_derived(item, numbers))
            if repeated := _repeated(drawn):
                return f"shows “{repeated}” twice with {_say(numbers)}"
    except FormulaError as error:
        return f"cannot be worked out with {_say(numbers)}: a formula {error}"
    return ""


def texts(item: Item) -> Iterator[str]:
    """Yield what an item shows as Markdown."""
    yield from (item.stem, item.explanation, *item.sequence, *item.extra)
    for choice in item.choices:
        yield from (choice.text, choice.feedback)
    for pair in item.pairs:
        yield from (pair.left, pair.right)


def _repeated(item: Item) -> str:
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    lists = [[choice.text for choice in item.choices], item.sequence, [pair.left for pair in item.pairs], rights]
    return next((text for listed in lists for text in listed if list(listed).count(text) > 1), "")


def _say(numbers: Numbers) -> str:
    return ", ".join(f"{name} = {write(number)}" for name, number in numbers.items())


def _whole(number: float) -> float:
    return int(number) if number == math.floor(number) and abs(number) < 1e15 else number
