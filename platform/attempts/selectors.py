"""Read quizzes, attempts and scores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Floor
from django.utils.translation import gettext as _

from accounts.models import User
from attempts import blueprints
from attempts.models import Attempt, State, TimeExtension
from catalog.entries import Item as ItemEntry
from content.models import Item, Quiz
from content.models.quizzes import Behaviour, Feedback

Visitor = User | AnonymousUser


def published_quizzes() -> QuerySet[Quiz]:
    """Give the quizzes that learners see, with their lesson and `item_count`."""
    return (
        Quiz.objects.filter(is_published=True)
        .select_related("lesson")
        .annotate(item_count=Count("items", filter=Q(items__is_retired=False)))
    )


def quizzes_for(visitor: Visitor) -> QuerySet[Quiz]:
    """Give the published quizzes with this visitor's `best` (whole percent) and whether an attempt `is_open`.

    The best is a score, or in practice, which has none, the share of the points earned by first tries in one round.
    """
    best = _ended(visitor).order_by(F("share").desc(nulls_last=True))
    own = Attempt.objects.filter(quiz=OuterRef("pk"), learner_id=visitor.pk)
    return published_quizzes().annotate(
        best=Subquery(best.values("rounded")[:1]),
        is_open=Exists(own.filter(state=State.IN_PROGRESS)),
    )


def quizzes_with_last(visitor: Visitor) -> QuerySet[Quiz]:
    """Give what `quizzes_for` gives, and the `last` result in whole percent beside the best."""
    last = _ended(visitor).order_by("-finished_at")
    return quizzes_for(visitor).annotate(last=Subquery(last.values("rounded")[:1]))


def _ended(visitor: Visitor) -> QuerySet[Any]:
    """Give finished attempts at the quiz of an outer query, with the `share` earned and that `rounded` to per cent."""
    own = Attempt.objects.filter(quiz=OuterRef("pk"), learner_id=visitor.pk, state=State.FINISHED, max_score__gt=0)
    ended = own.annotate(share=Coalesce(F("score"), Sum("responses__mark")) / F("max_score"))
    return ended.annotate(rounded=Floor(100.0 * F("share") + 1e-9))


def by_shelf(quizzes: Iterable[Quiz]) -> list[tuple[str, list[Quiz]]]:
    """Sort quizzes into titled shelves: those that are scored first, then practice by the group of its lesson."""
    shelves: dict[str, list[Quiz]] = {}
    for quiz in sorted(quizzes, key=_place):
        shelves.setdefault(_shelf(quiz), []).append(quiz)
    return list(shelves.items())


def _shelf(quiz: Quiz) -> str:
    if quiz.behaviour != Behaviour.PRACTICE:
        return _("Tests")
    return _("Practice: %(group)s") % {"group": quiz.lesson.group} if quiz.lesson else _("Practice")


def _place(quiz: Quiz) -> tuple[bool, int, str]:
    order = quiz.lesson.order if quiz.lesson else 0
    return quiz.behaviour == Behaviour.PRACTICE, order, quiz.title


def history(*, learner: User, quiz: Quiz) -> list[Attempt]:
    """Give a learner's attempts at a quiz, newest first, without the items frozen in them."""
    return list(Attempt.objects.filter(learner=learner, quiz=quiz).defer("items"))


def visible_to(user: User) -> QuerySet[Attempt]:
    """Give the attempts a user may look at: their own, and all for staff."""
    attempts = Attempt.objects.select_related("quiz__lesson", "learner")
    return attempts if user.is_staff else attempts.filter(learner=user)


def asked_items(quiz: Quiz, *, seed: int) -> list[tuple[Item, ItemEntry]]:
    """Give the items of a new attempt in order, each as its row and as the value that gets frozen.

    Those are the quiz's own, in two queries, or what its pools draw with the attempt's seed.

    Raises:
        EmptyQuizError: the bank cannot fill the pools.
    """
    if quiz.pools:
        return blueprints.drawn_items(quiz, seed=seed)
    return [(row, row.entry()) for row in quiz.items.prefetch_related("concepts")]


def practice_items() -> QuerySet[Item]:
    """Give the items that anyone may try by themselves: those of published practice whose feedback is immediate."""
    practice = Item.objects.filter(quiz__is_published=True, quiz__behaviour=Behaviour.PRACTICE)
    return practice.filter(quiz__feedback__in=["", Feedback.IMMEDIATELY]).select_related("quiz__lesson")


def extra_time(learner: User, quiz: Quiz) -> timedelta:
    """Say how much longer than others a learner has for a quiz."""
    if not quiz.minutes:
        return timedelta()
    extensions = TimeExtension.objects.filter(Q(quiz=quiz) | Q(quiz=None), learner=learner)
    extension = extensions.order_by(F("quiz").desc(nulls_last=True)).first()
    return extension.more_than(quiz.minutes) if extension else timedelta()


def due_at(learner: User, quiz: Quiz, *, started_at: datetime) -> datetime | None:
    """Say when an attempt's time is up, the learner's extension included; None where the quiz is untimed."""
    if not quiz.minutes:
        return None
    return started_at + timedelta(minutes=quiz.minutes) + extra_time(learner, quiz)
