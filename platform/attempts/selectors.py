"""Read quizzes, attempts and scores."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Floor

from accounts.models import User
from attempts.models import Attempt, State
from catalog.entries import Item as ItemEntry
from content.models import Item, Quiz

Visitor = User | AnonymousUser


def published_quizzes() -> QuerySet[Quiz]:
    """Give the quizzes that learners see, with their lesson and `item_count`."""
    return (
        Quiz.objects.filter(is_published=True)
        .select_related("lesson")
        .annotate(item_count=Count("items", filter=Q(items__is_retired=False)))
    )


def quizzes_for(visitor: Visitor) -> QuerySet[Quiz]:
    """Give the published quizzes with this visitor's `best` score (whole percent) and whether an attempt `is_open`."""
    own = Attempt.objects.filter(quiz=OuterRef("pk"), learner_id=visitor.pk)
    best = own.filter(state=State.FINISHED, max_score__gt=0).order_by().values("quiz")
    return published_quizzes().annotate(
        best=Subquery(best.annotate(best=Floor(100.0 * Max(F("score") / F("max_score")) + 1e-9)).values("best")),
        is_open=Exists(own.filter(state=State.IN_PROGRESS)),
    )


def history(*, learner: User, quiz: Quiz) -> list[Attempt]:
    """Give a learner's attempts at a quiz, newest first, without the items frozen in them."""
    return list(Attempt.objects.filter(learner=learner, quiz=quiz).defer("items"))


def visible_to(user: User) -> QuerySet[Attempt]:
    """Give the attempts a user may look at: their own, and all for staff."""
    attempts = Attempt.objects.select_related("quiz__lesson", "learner")
    return attempts if user.is_staff else attempts.filter(learner=user)


def item_entries(quiz: Quiz) -> list[tuple[Item, ItemEntry]]:
    """Give a quiz's current items in order, each as its row and as the value that gets frozen. Two queries."""
    return [(row, row.entry()) for row in quiz.items.prefetch_related("concepts")]
