"""A quiz item asked again by itself: shown, marked, rated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from attempts.errors import in_words
from attempts.forms import answer_from_form
from attempts.sheets import ShownItem, show
from mastery.models import Card, Rating
from mastery.review import ratings
from scoring.answers import clean_answer
from scoring.marks import mark
from scoring.numbers import AnswerError
from scoring.snapshots import freeze, thaw

KEY = "1"  # what the names of its controls end in; the item's slug could give the answer away


@dataclass(frozen=True, slots=True)
class Answered:
    """An item with its answer. `rating` None means that there was nothing to mark; the item says why."""

    shown: ShownItem
    rating: Rating | None


def ask(card: Card) -> ShownItem:
    """Return the item without its answer. One query."""
    return show(_snapshot(card), None, key=KEY, mark=None)


def check(card: Card, posted: QueryDict, *, gives_up: bool = False) -> Answered:
    """Mark the answer on a form; giving up marks a blank one. One query."""
    snapshot = _snapshot(card)
    entry = thaw(snapshot)
    sent = None if gives_up else answer_from_form(snapshot, posted, key=KEY)
    try:
        answer = clean_answer(entry, sent)
    except AnswerError as problem:
        return Answered(show(snapshot, sent, key=KEY, mark=None, error=in_words(problem)), None)
    if answer is None and not gives_up:
        error = _("Answer the question before you check it.")
        return Answered(show(snapshot, None, key=KEY, mark=None, error=error), None)
    earned = mark(entry, answer)
    rating = ratings.of_answer(is_right=earned >= entry.points, certainty=_certainty(posted))
    return Answered(show(snapshot, answer, key=KEY, mark=earned), rating)


def _snapshot(card: Card) -> Mapping[str, Any]:
    """Return the item with the numbers and the order of this review: others at the next, the same in every tab."""
    if card.item is None:
        raise ValueError("The card is not about an item.")
    return freeze(card.item.entry(), seed=card.pk * 1009 + card.revision)


def _certainty(posted: QueryDict) -> int | None:
    text = posted.get(f"c{KEY}", "")
    return int(text) if text.isdecimal() else None
