"""Take in what was learnt, rate what came back, put it off, take it out.

A rating is one conditional UPDATE on the revision that its page has shown, so that a second tab or a second click
changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mastery.models import Card, CardKind, Rating
from mastery.review import evidence, scheduling
from mastery.review.evidence import Events, Thing
from mastery.review.scheduling import Memory
from submissions.services import keep_draft

PUT_OFF = timedelta(days=1)
_STATE = ("stability", "difficulty", "reviewed_at", "last_rating", "due")


class TakenError(Exception):
    """The card was rated, put off or taken out meanwhile, as by a second click or in a second tab."""

    def __init__(self) -> None:
        super().__init__(_("This one was settled already, by a second click or in another tab. Nothing was changed."))


def take_in(*, learner: User) -> None:
    """Make cards of what was newly rehearsed, missed or passed, and move the cards that it says something about.

    One query; where there is something new three more, however much it is.
    """
    if events := evidence.gather(learner):
        with transaction.atomic():
            _apply(learner, events)


def _apply(learner: User, events: Events) -> None:
    known = {_thing(card): card for card in _about(learner, events).select_for_update()}
    made: list[Card] = []
    moved: list[Card] = []
    for thing, happened in events.items():
        card = known.get(thing)
        if card is None:
            card = Card(learner=learner, kind=thing.kind, **{f"{thing.kind}_id": thing.object_id})
            _hold(card, scheduling.replay(None, happened))
            made.append(card)
        elif fresh := [event for event in happened if event[0] > card.reviewed_at]:  # another tab may have been faster
            _hold(card, scheduling.replay(scheduling.memory_of(card), fresh))
            card.begun_at = None
            card.revision += 1
            moved.append(card)
    Card.objects.bulk_create(made, ignore_conflicts=True)
    Card.objects.bulk_update(moved, [*_STATE, "begun_at", "revision"])


def _about(learner: User, events: Events) -> QuerySet[Card]:
    named = {kind: [thing.object_id for thing in events if thing.kind is kind] for kind in CardKind}
    wanted = (
        Q(question__in=named[CardKind.QUESTION]) | Q(item__in=named[CardKind.ITEM]) | Q(lab__in=named[CardKind.LAB])
    )
    return Card.objects.filter(wanted, learner=learner)


def _thing(card: Card) -> Thing:
    kind = CardKind(card.kind)
    return Thing(kind, getattr(card, f"{kind}_id"))


def _hold(card: Card, memory: Memory) -> None:
    for name in _STATE:
        setattr(card, name, getattr(memory, name))


def rate(*, card: Card, revision: int, rating: Rating, now: datetime | None = None) -> Memory:
    """Take a rating, once, and return when the card comes back.

    Raises:
        TakenError: the card has changed since `revision`.
    """
    after = scheduling.review(scheduling.memory_of(card), rating, now or timezone.now())
    _change(card, revision, begun_at=None, **{name: getattr(after, name) for name in _STATE})
    return after


def put_off(*, card: Card, revision: int, now: datetime | None = None) -> None:
    """Ask again tomorrow instead of today; says nothing about how well it is known.

    Raises:
        TakenError: the card has changed since `revision`.
    """
    _change(card, revision, due=(now or timezone.now()) + PUT_OFF)


def remove(*, card: Card, revision: int) -> None:
    """Never ask again, whatever is missed or passed later.

    Raises:
        TakenError: the card has changed since `revision`.
    """
    _change(card, revision, is_removed=True)


def begin_lab(*, card: Card, revision: int, now: datetime | None = None) -> None:
    """Put the starter in the lab's editor and keep what was there as a version; the next pass rates the card.

    Raises:
        TakenError: the card has changed since `revision`.
    """
    if card.lab is None:
        raise ValueError("Only a lab is begun again.")
    with transaction.atomic():
        _change(card, revision, begun_at=now or timezone.now())
        keep_draft(learner=card.learner, lab=card.lab, source=card.lab.starter, sets_aside=True)


def _change(card: Card, revision: int, **values: Any) -> None:
    unchanged = Card.objects.filter(pk=card.pk, revision=revision, is_removed=False)
    if not unchanged.update(revision=F("revision") + 1, **values):
        raise TakenError
