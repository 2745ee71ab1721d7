"""When something is to come back: FSRS with its published parameters, in whole days, without chance.

There are no steps of minutes: nobody sits here that long, and what was forgotten comes back tomorrow. Without fuzz the
days that a button names are the days it gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import fsrs

from mastery.models import Card, Rating

SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows after a review. `stability` is in days, `difficulty` goes from 1 to 10."""

    stability: float
    difficulty: float
    reviewed_at: datetime
    last_rating: Rating
    due: datetime


def memory_of(card: Card) -> Memory:
    return Memory(card.stability, card.difficulty, card.reviewed_at, Rating(card.last_rating), card.due)


def review(before: Memory | None, rating: Rating, at: datetime) -> Memory:
    """Return what is known after a review; `before` is None where there was none yet.

    Of two ratings given at the same moment, the better never comes back sooner.
    """
    at = at.astimezone(UTC)
    known = fsrs.Card(card_id=0)  # an id of its own would cost a sleep
    if before:
        known.state, known.step = fsrs.State.Review, None
        known.stability, known.difficulty = before.stability, before.difficulty
        known.last_review = before.reviewed_at.astimezone(UTC)
    after, _ = SCHEDULER.review_card(known, fsrs.Rating(rating), at)
    return Memory(after.stability or 0.0, after.difficulty or 0.0, at, rating, after.due)


def replay(before: Memory | None, events: Iterable[tuple[datetime, Rating]]) -> Memory:
    """Return what is known after several reviews, given as when and how well.

    Raises:
        ValueError: nothing was known before and nothing happened.
    """
    for at, rating in sorted(events):
        before = review(before, rating, at)
    if before is None:
        raise ValueError("Nothing was ever reviewed.")
    return before


def outlook(before: Memory, now: datetime) -> dict[Rating, Memory]:
    """Return what each rating would lead to now."""
    return {rating: review(before, rating, now) for rating in Rating}
