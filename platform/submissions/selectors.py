"""Read submissions; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

from statistics import median

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from content.models import Lab
from submissions.models import Submission, SubmissionState

RECENT = 20


def visible_to(user: User | AnonymousUser) -> QuerySet[Submission]:
    """Return the submissions a user may see: their own, or all for staff."""
    submissions = Submission.objects.select_related("lab", "lab_version")
    if user.is_staff:
        return submissions
    return submissions.filter(learner_id=user.pk)


def history(learner: User, lab: Lab) -> QuerySet[Submission]:
    """Return a learner's submissions to a lab, newest first, without source and report."""
    return Submission.objects.filter(learner=learner, lab=lab).defer("source", "report", "progress")


def latest(learner: User, lab: Lab) -> Submission | None:
    return Submission.objects.filter(learner=learner, lab=lab).first()


def has_passed(learner: User, lab: Lab) -> bool:
    return Submission.objects.filter(learner=learner, lab=lab, verdict="passed").exists()


def queue_position(submission: Submission) -> int | None:
    """Count from 1 how many are to be taken before this one, itself included; None when it doesn't wait."""
    if submission.state != SubmissionState.QUEUED:
        return None
    return _ahead(submission.device).filter(created_at__lt=submission.created_at).count() + 1


def with_queue_position(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Annotate `position`, as `queue_position` counts it, in the same query."""
    ahead = (
        Submission.objects.filter(
            state=SubmissionState.QUEUED, device=OuterRef("device"), created_at__lt=OuterRef("created_at")
        )
        .order_by()
        .values("device")
        .annotate(count=Count("pk"))
        .values("count")
    )
    position = Coalesce(Subquery(ahead, output_field=IntegerField()), Value(0)) + Value(1)
    return submissions.annotate(
        position=Case(When(state=SubmissionState.QUEUED, then=position), output_field=IntegerField())
    )


def estimate_seconds(submission: Submission) -> float | None:
    """Guess how long an unfinished submission still takes, from recent runs of its lab; None without any."""
    if not submission.is_unfinished:
        return None
    recent = Submission.objects.filter(
        lab_id=submission.lab_id, state=SubmissionState.FINISHED, answered_from=None, started_at__isnull=False
    ).order_by("-finished_at")
    spans = [
        (finished - started).total_seconds()
        for started, finished in recent.values_list("started_at", "finished_at")[:RECENT]
        if started and finished
    ]
    if not spans:
        return None
    return round(median(spans) * (queue_position(submission) or 1), 1)


def _ahead(device: str) -> QuerySet[Submission]:
    return Submission.objects.filter(state=SubmissionState.QUEUED, device=device)
