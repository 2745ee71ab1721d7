"""What a learner did that reviews have not taken in yet, found by asking the other rooms' tables.

Nothing tells this room when a quiz ends or a lab passes, so nothing can be missed: whoever comes to the review or to
the home page brings everything since the last visit with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from attempts.models import Response
from attempts.told import is_told
from interviews.models import Practice, State
from mastery.models import Card, CardKind, Rating
from mastery.review import ratings
from submissions.models import Submission, Verdict

_COLUMNS = ("what", "object_id", "happened_at", "figure")
_AGAIN = "lab again"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a card is about."""

    kind: CardKind
    object_id: int


Events = Mapping[Thing, list[tuple[datetime, Rating]]]


def gather(learner: User) -> Events:
    """Return what happened since each card's last review, or ever where there is no card. One query."""
    parts = [_rehearsed(learner), _missed(learner), _passed(learner), _passed_again(learner)]
    events: dict[Thing, list[tuple[datetime, Rating]]] = defaultdict(list)
    for what, object_id, happened_at, figure in parts[0].union(*parts[1:], all=True):
        thing = Thing(CardKind.LAB if what == _AGAIN else CardKind(what), object_id)
        events[thing].append((happened_at, _rating(what, figure)))
    return events


def _rating(what: str, figure: float) -> Rating:
    match what:
        case CardKind.QUESTION:
            return ratings.of_rehearsal(figure)
        case CardKind.ITEM:
            return Rating.AGAIN
        case CardKind.LAB:
            return Rating.GOOD
        case _:
            return ratings.of_tries(round(figure))


def _rehearsed(learner: User) -> QuerySet[Any, Any]:
    done = Practice.objects.filter(learner=learner, state=State.DONE, finished_at__isnull=False)
    return _rows(done, CardKind.QUESTION, "question_id", F("finished_at"), Coalesce("score", 0.0))


def _missed(learner: User) -> QuerySet[Any, Any]:
    """Return the answers that were marked as not wholly right and whose quiz says so; a blank one misses nothing."""
    wrong = Response.objects.filter(
        is_told(), attempt__learner=learner, answer__isnull=False, mark__lt=F("item__points")
    )
    return _rows(wrong, CardKind.ITEM, "item_id", Coalesce("saved_at", "attempt__started_at"), Value(0.0))


def _passed(learner: User) -> QuerySet[Any, Any]:
    """Return the first pass of each lab without a card; a pass that nobody asked for says nothing new."""
    passed = Submission.objects.filter(learner=learner, verdict=Verdict.PASSED, finished_at__isnull=False)
    known = Card.objects.filter(learner=learner, lab=OuterRef("lab_id"))
    first = passed.filter(~Exists(known)).order_by().values("lab_id").annotate(happened_at=Min("finished_at"))
    return first.annotate(
        what=Value(CardKind.LAB.value, CharField()), object_id=F("lab_id"), figure=Value(0.0, FloatField())
    ).values_list(*_COLUMNS)


def _passed_again(learner: User) -> QuerySet[Any, Any]:
    """Return the first pass since a lab was begun again, with the number of hand-ins graded up to it."""
    since = Submission.objects.filter(
        learner=learner, lab=OuterRef("lab_id"), created_at__gte=OuterRef("begun_at"), finished_at__isnull=False
    ).order_by("created_at")
    passed = since.filter(verdict=Verdict.PASSED)
    tries = (
        since.exclude(verdict__in=["", Verdict.INTERNAL_ERROR])
        .filter(created_at__lte=OuterRef("passed_at"))
        .order_by().values("lab_id").annotate(count=Count("pk")).values("count")
    )  # fmt: skip
    begun = Card.objects.filter(learner=learner, begun_at__isnull=False, is_removed=False).order_by()
    return begun.annotate(
        passed_at=Subquery(passed.values("created_at")[:1]),
        happened_at=Subquery(passed.values("finished_at")[:1]),
        object_id=F("lab_id"),
        figure=Cast(Subquery(tries, IntegerField()), FloatField()),
    ).filter(passed_at__isnull=False).annotate(what=Value(_AGAIN, CharField())).values_list(*_COLUMNS)  # fmt: skip


def _rows(found: QuerySet[Any], kind: CardKind, object_id: str, at: Any, figure: Any) -> QuerySet[Any, Any]:
    """Give the four columns of what no card has taken in: there is none, or it was last reviewed before."""
    rows = found.order_by().annotate(
        what=Value(kind.value, CharField()), object_id=F(object_id), happened_at=at, figure=Cast(figure, FloatField())
    )
    learner = OuterRef("learner_id") if kind is CardKind.QUESTION else OuterRef("attempt__learner_id")
    knows = Card.objects.filter(
        Q(reviewed_at__gte=OuterRef("happened_at")) | Q(is_removed=True),
        learner=learner,
        **{object_id: OuterRef(object_id)},
    )
    new: QuerySet[Any, Any] = rows.filter(~Exists(knows)).values_list(*_COLUMNS)
    return new
