"""Read what a learner has been told about their answers, so that no sum of marks gives away what a quiz still keeps."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from attempts.models import Response, State
from catalog import entries
from content.models.quizzes import Feedback


def told_marks(learner: User) -> dict[int, float]:
    """Give the share (0 to 1) of each item's points that the learner earned, by the item's key. One query.

    It is the first try in the latest attempt at the item, and only where `sheets.is_told` shows the mark.
    """
    responses = Response.objects.filter(is_told(), attempt__learner=learner, mark__isnull=False, item__points__gt=0)
    marks = responses.order_by("attempt__started_at").values_list("item_id", "mark", "item__points")
    return {item: min(1.0, max(0.0, (mark or 0.0) / points)) for item, mark, points in marks}


def is_told() -> Q:
    """Say in SQL what `sheets.is_told` says of one response."""
    is_finished = Q(attempt__state=State.FINISHED)
    is_due = Q(attempt__quiz__feedback_after__lte=timezone.localdate())
    return (
        _follows(Feedback.IMMEDIATELY)
        | (is_finished & _follows(Feedback.AFTER_ATTEMPT))
        | (is_finished & is_due & _follows(Feedback.AFTER_DATE))
    )


def _follows(policy: Feedback) -> Q:
    """Match the attempts whose quiz follows a policy, be it by its behaviour's own choice."""
    own = [behaviour.value for behaviour in entries.Behaviour if behaviour.feedback.value == policy.value]
    return Q(attempt__quiz__feedback=policy) | Q(attempt__quiz__feedback="", attempt__behaviour__in=own)
