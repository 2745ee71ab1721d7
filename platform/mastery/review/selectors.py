"""Read cards and what is due; each function costs one query however many cards there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from content.models.quizzes import Feedback
from mastery.models import Card, CardKind

ITEM_MINUTES = 1
QUESTION_MINUTES = 3


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of a learner's cards. `lab_minutes` is what all labs among them are said to take.

    `next_at` is when the next comes that is not due yet, None without one; `total` counts the cards that can be asked.
    """

    items: int
    questions: int
    labs: int
    lab_minutes: int
    next_at: datetime | None
    total: int

    @property
    def count(self) -> int:
        return self.items + self.questions + self.labs

    @property
    def short(self) -> int:
        """How many take minutes rather than an hour: all but the labs."""
        return self.items + self.questions

    @property
    def short_minutes(self) -> int:
        return self.items * ITEM_MINUTES + self.questions * QUESTION_MINUTES

    @property
    def minutes(self) -> int:
        return self.short_minutes + self.lab_minutes


def cards_of(learner: User) -> QuerySet[Card]:
    """Return the cards that a learner may be asked today: not taken out, and what they are about is still published.

    Of items only those whose quiz lets learners see its answers.
    """
    policies = [Feedback.IMMEDIATELY, Feedback.AFTER_ATTEMPT, ""]
    tells = Q(item__quiz__feedback__in=policies) | Q(
        item__quiz__feedback=Feedback.AFTER_DATE, item__quiz__feedback_after__lte=timezone.localdate()
    )
    item = Q(tells, item__is_retired=False, item__quiz__is_published=True)
    published = Q(question__is_published=True) | Q(lab__is_published=True) | item
    cards = Card.objects.filter(published, learner=learner, is_removed=False)
    return cards.select_related("question", "item__quiz__lesson", "lab")


def next_card(learner: User, now: datetime) -> Card | None:
    """Return the card to ask first: what has waited longest, labs after everything that takes a minute."""
    is_lab = ExpressionWrapper(Q(kind=CardKind.LAB), BooleanField())
    return cards_of(learner).filter(due__lte=now).order_by(is_lab, "due", "pk").first()


def due(learner: User, now: datetime) -> Due:
    """Sum up a learner's cards."""
    is_due = Q(due__lte=now)
    kinds = {f"{kind}s": Count("pk", filter=is_due & Q(kind=kind)) for kind in CardKind}
    lab_minutes = Sum("lab__minutes", filter=is_due, default=0)
    next_at = Min("due", filter=~is_due)
    return Due(**cards_of(learner).aggregate(**kinds, lab_minutes=lab_minutes, next_at=next_at, total=Count("pk")))
