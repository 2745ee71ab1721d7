"""The items of a quiz that draws them from a bank: everything published that other quizzes hold."""

from __future__ import annotations

from collections import defaultdict

from attempts.errors import EmptyQuizError
from catalog.entries import Item as ItemEntry
from catalog.entries import Pool
from catalog.errors import Faults
from catalog.quizzes import pool_from
from catalog.tables import Table
from content.models import Item, Quiz
from scoring.blueprints import Candidate, TooFewError, draw


class BankTooSmallError(EmptyQuizError):
    """The bank can't fill the quiz's blueprint."""

    def __init__(self, short: TooFewError) -> None:
        super(EmptyQuizError, self).__init__(f"This test can’t be put together yet. {short}")


def drawn_items(quiz: Quiz, *, seed: int) -> list[tuple[Item, ItemEntry]]:
    """Draw a quiz's items, each as its row and as the value that gets frozen. Four queries, however large the bank.

    Raises:
        BankTooSmallError: the bank can't fill the blueprint.
    """
    try:
        drawn = draw(pools_of(quiz), bank_for(quiz), seed=seed)
    except TooFewError as short:
        raise BankTooSmallError(short) from None
    keys = [candidate.key for candidate in drawn]
    rows = {row.pk: row for row in Item.objects.filter(pk__in=keys).prefetch_related("concepts")}
    return [(rows[key], rows[key].entry()) for key in keys]


def pools_of(quiz: Quiz) -> list[Pool]:
    return [pool_from(Table(row, Faults("", []))) for row in quiz.pools]


def bank_for(quiz: Quiz) -> list[Candidate]:
    """Return every item that a quiz may draw: asked today, by another quiz, in public. Two queries."""
    items = Item.objects.filter(quiz__is_published=True).exclude(quiz=quiz)
    concepts: dict[int, list[str]] = defaultdict(list)
    for key, slug in items.filter(concepts__isnull=False).order_by().values_list("pk", "concepts__slug"):
        concepts[key].append(slug)
    rows = items.order_by("pk").values_list("pk", "quiz__slug", "level", "kind")
    return [Candidate(key, owner, level, kind, tuple(sorted(concepts[key]))) for key, owner, level, kind in rows]
