"""Read submissions; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

from collections import Counter
from statistics import median
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from content.models import Concept, Lab
from content.models.authored import Level
from submissions.models import Draft, HintOpened, RunDevice, Submission, SubmissionState, Verdict

RECENT = 20


class Standing(TextChoices):
    """How far a learner is with a lab."""

    NEW = "new", gettext_lazy("Not tried yet")
    BEGUN = "begun", gettext_lazy("Begun")
    PASSED = "passed", gettext_lazy("Passed")


_BY_LEVEL = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(Level)), output_field=IntegerField()
)
_FITS = {
    Standing.NEW.value: Q(best_verdict=""),
    Standing.BEGUN.value: ~Q(best_verdict__in=("", Verdict.PASSED.value)),
    Standing.PASSED.value: Q(best_verdict=Verdict.PASSED.value),
}


def visible_to(user: User | AnonymousUser) -> QuerySet[Submission]:
    """Return what a user may see: their own submissions and runs, or everyone's for staff."""
    submissions = Submission.runs.select_related("lab", "lab_version")
    if user.is_staff:
        return submissions
    return submissions.filter(learner_id=user.pk)


def history(learner: User, lab: Lab) -> QuerySet[Submission]:
    """Return a learner's submissions to a lab, newest first, without source and report."""
    return Submission.objects.filter(learner=learner, lab=lab).defer("source", "report", "progress")


def latest(learner: User, lab: Lab) -> Submission | None:
    """Return what a learner last sent to a lab, be it a run of the visible checks."""
    return Submission.runs.filter(learner=learner, lab=lab).first()


def has_passed(learner: User, lab: Lab) -> bool:
    return Submission.objects.filter(learner=learner, lab=lab, verdict=Verdict.PASSED).exists()


def labs_open_to(user: User | AnonymousUser) -> QuerySet[Lab]:
    """Return the labs whose page a user may open: the published ones, for staff the others too."""
    labs = Lab.objects.select_related("lesson")
    return labs if user.is_staff else labs.filter(is_published=True)


def labs_for(user: User | AnonymousUser, *, level: str = "", concept: str = "", standing: str = "") -> QuerySet[Lab]:
    """Return the published labs by level, then as their lessons stand.

    Each has the user's `best_verdict` ("" if none) and `best_points`.
    `level`, `concept` (a slug) and `standing` leave out the labs that don't fit; "" leaves out none.
    """
    in_order = (_BY_LEVEL, F("lesson__order").asc(nulls_last=True), "order", "title")
    labs = Lab.objects.filter(is_published=True).order_by(*in_order).prefetch_related("concepts")
    if level:
        labs = labs.filter(level=level)
    if concept:
        labs = labs.filter(concepts__slug=concept)
    mine = Submission.objects.filter(learner_id=user.pk, lab=OuterRef("pk"), state=SubmissionState.FINISHED)
    best = mine.order_by(F("points").desc(nulls_last=True), "-finished_at")
    passed = Exists(mine.filter(verdict=Verdict.PASSED))
    labs = labs.annotate(
        best_verdict=Case(
            When(passed, then=Value(Verdict.PASSED.value)),
            default=Coalesce(Subquery(best.values("verdict")[:1]), Value("")),
            output_field=CharField(),
        ),
        best_points=Subquery(best.values("points")[:1], output_field=FloatField()),
    )
    return labs.filter(_FITS[standing]) if standing else labs


def concepts_of_labs() -> QuerySet[Concept]:
    """Return the concepts that a published lab is about, by title."""
    return Concept.objects.filter(labs__is_published=True).distinct().order_by("title")


def last_source(learner: User, lab: Lab) -> str:
    """Return what the learner last typed for a lab, draft or submission, whichever is newer; "" when neither is."""
    draft = Draft.objects.filter(learner=learner, lab=lab).first()
    handed_in = (
        Submission.objects.filter(learner=learner, lab=lab).values_list("source", "created_at").order_by("-created_at")
    ).first()
    if draft and (handed_in is None or draft.saved_at >= handed_in[1]):
        return draft.source
    return handed_in[0] if handed_in else ""


def hints_opened(learner: User, lab: Lab) -> int:
    return HintOpened.objects.filter(learner=learner, lab=lab).count()


def hints_opened_before(submission: Submission) -> int:
    """Count the hints that its learner had opened when it was handed in."""
    return HintOpened.objects.filter(
        learner=submission.learner_id, lab=submission.lab_id, opened_at__lte=submission.created_at
    ).count()


def queue_position(submission: Submission) -> int | None:
    """Count from 1 how many are to be taken before this one, itself included; None when it doesn't wait."""
    if submission.state != SubmissionState.QUEUED:
        return None
    return _ahead(submission.device).filter(created_at__lt=submission.created_at).count() + 1


def in_lists(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Leave out the columns that no list shows, and add the position in the queue."""
    return with_queue_position(submissions.defer("source", "report", "progress"))


def with_queue_position(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Annotate `position`, as `queue_position` counts it, in the same query."""
    ahead = (
        Submission.runs.filter(
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


def queue_positions() -> dict[UUID, int]:
    """Return the position of everything that waits, as `queue_position` counts it, in one query."""
    taken: Counter[str] = Counter()
    positions = {}
    waiting = Submission.runs.filter(state=SubmissionState.QUEUED).order_by("created_at")
    for pk, device in waiting.values_list("pk", "device"):
        taken[device] += 1
        positions[pk] = taken[device]
    return positions


def estimate_seconds(submission: Submission) -> float | None:
    """Guess how long an unfinished submission still takes, from recent runs of its lab; None without any."""
    if not submission.is_unfinished:
        return None
    return estimate(usual_seconds(submission.lab_id), queue_position(submission))


def estimate(usual: float | None, position: int | None) -> float | None:
    """Guess from what a run of the lab usually takes, in seconds, and the place in the queue."""
    return None if usual is None else round(usual * (position or 1), 1)


def usual_seconds(lab_id: int) -> float | None:
    """Return what the lab's latest runs took, in the middle; None without any."""
    recent = Submission.objects.filter(
        lab_id=lab_id, state=SubmissionState.FINISHED, answered_from=None, started_at__isnull=False
    ).order_by("-finished_at")
    spans = [
        (finished - started).total_seconds()
        for started, finished in recent.values_list("started_at", "finished_at")[:RECENT]
        if started and finished
    ]
    return median(spans) if spans else None


def status_line(submission: Submission, position: int | None, estimate_seconds: float | None) -> str:
    """Say in a sentence or two what an unfinished submission waits for."""
    if submission.state == SubmissionState.RUNNING:
        said = [_("Each check appears as soon as it has run.")]
    elif position is None:
        said = []
    else:
        said = [
            _("You are next.") if position == 1 else _("Number %(position)s in the queue.") % {"position": position}
        ]
        if submission.device == RunDevice.CUDA:
            said.append(_("It waits for a GPU worker."))
    if estimate_seconds:
        said.append(_("About %(span)s to go.") % {"span": in_words(estimate_seconds)})
    return " ".join(said)


def in_words(seconds: float) -> str:
    """Write a span as a learner says it: 4 seconds, 2 minutes."""
    whole = max(1, round(seconds))
    if whole < 90:
        return ngettext("%(number)s second", "%(number)s seconds", whole) % {"number": whole}
    minutes = round(whole / 60)
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}


def _ahead(device: str) -> QuerySet[Submission]:
    return Submission.runs.filter(state=SubmissionState.QUEUED, device=device)
