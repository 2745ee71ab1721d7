"""Draw the items of a quiz from a bank: so many of each level, from a seed, without repeats, spread over concepts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.entries import Pool, Quiz


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of the bank, as far as drawing looks at it. `quiz` is the slug of the quiz that owns it."""

    key: int
    quiz: str
    level: str
    kind: str
    concepts: tuple[str, ...] = ()


class TooFewError(Exception):
    """The bank can't fill a blueprint; its text is a sentence that says what is missing."""


def fits(candidate: Candidate, pool: Pool) -> bool:
    """Tell whether an item may fill a row of a blueprint."""
    return (
        candidate.level == pool.level
        and (not pool.concepts or not set(pool.concepts).isdisjoint(candidate.concepts))
        and (not pool.kinds or candidate.kind in pool.kinds)
    )


def draw(pools: Sequence[Pool], bank: Iterable[Candidate], *, seed: int) -> list[Candidate]:
    """Draw as many items as the pools ask for, in the order they are asked; the same seed draws the same ones.

    Scarce pools are filled first, each from the concepts and quizzes drawn least so far. Where pools overlap and one
    has taken what only it and another could use, it gives that up for something else, so that a blueprint which can be
    filled is filled (augmenting paths, Kuhn 1955).

    Raises:
        TooFewError: no draw fills every pool.
    """
    order = random.Random(f"draw:{seed}")  # noqa: S311 - which items, not a secret
    shuffled = sorted(bank, key=lambda candidate: candidate.key)
    order.shuffle(shuffled)
    fitting = [[candidate for candidate in shuffled if fits(candidate, pool)] for pool in pools]
    taken: dict[int, int] = {}  # an item's key -> the place of its pool
    by_key = {candidate.key: candidate for candidate in shuffled}
    used: Counter[str] = Counter()
    for place in sorted(range(len(pools)), key=lambda place: len(fitting[place]) - pools[place].count):
        for _ in range(pools[place].count):
            free = [candidate for candidate in fitting[place] if candidate.key not in taken]
            if free:
                taken[(chosen := min(free, key=lambda one: _use(one, used))).key] = place
                used.update(_counted(chosen))
            elif not _make_room(place, fitting, taken, set()):
                raise TooFewError(shortage(pools, fitting, place))
    drawn = [by_key[key] for key in taken]
    order.shuffle(drawn)
    return drawn


def _counted(candidate: Candidate) -> list[str]:
    return [*candidate.concepts, f"quiz {candidate.quiz}"]


def _use(candidate: Candidate, used: Counter[str]) -> tuple[float, int]:
    """Return how much a candidate's concepts, and then its quiz, have been drawn; ties go by the shuffled order."""
    named = candidate.concepts
    return sum(used[concept] for concept in named) / max(len(named), 1), used[f"quiz {candidate.quiz}"]


def _make_room(place: int, fitting: Sequence[Sequence[Candidate]], taken: dict[int, int], seen: set[int]) -> bool:
    """Give the pool an item of another pool that can do with a different one."""
    for candidate in fitting[place]:
        if candidate.key in seen:
            continue
        seen.add(candidate.key)
        owner = taken.get(candidate.key)
        if owner is None or (owner != place and _make_room(owner, fitting, taken, seen)):
            taken[candidate.key] = place
            return True
    return False


def shortage(pools: Sequence[Pool], fitting: Sequence[Sequence[Candidate]], place: int) -> str:
    """Say what a pool asks for and what there is."""
    pool, found = pools[place], len(fitting[place])
    asked = f"{pool.count} {pool.level} {'item' if pool.count == 1 else 'items'}"
    if pool.kinds:
        asked += f" of the kinds {', '.join(pool.kinds)}"
    if pool.concepts:
        asked += f" on {', '.join(pool.concepts)}"
    shared = " once the other pools have theirs" if found >= pool.count else ""
    return f"The blueprint asks for {asked}, and the bank has {'too few' if shared else found}{shared}."


def shortages(quizzes: Iterable[Quiz]) -> dict[str, str]:
    """Return, for each published quiz that the others can't fill, a sentence that says what is missing."""
    published = [quiz for quiz in quizzes if not quiz.draft]
    there = [(quiz.slug, item) for quiz in published for item in quiz.items]
    bank = [
        Candidate(key, slug, item.level.value, item.kind.value, item.concepts) for key, (slug, item) in enumerate(there)
    ]
    missing = {}
    for quiz in published:
        try:
            draw(quiz.pools, bank, seed=0)
        except TooFewError as short:
            missing[quiz.slug] = str(short)
    return missing
