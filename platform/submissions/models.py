"""One row for each source text handed in, and what a learner leaves on a lab's page: drafts and opened hints."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Lab, LabVersion
from grader import verdicts


class SubmissionState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class Verdict(models.TextChoices):
    """The grader's verdicts, with the words a learner reads."""

    PASSED = verdicts.Verdict.PASSED.value, _("Passed")
    FAILED = verdicts.Verdict.FAILED.value, _("Not yet")
    NOT_ATTEMPTED = verdicts.Verdict.NOT_ATTEMPTED.value, _("Not attempted")
    RUNTIME_ERROR = verdicts.Verdict.RUNTIME_ERROR.value, _("Runtime error")
    TIMED_OUT = verdicts.Verdict.TIMED_OUT.value, _("Out of time")
    OUT_OF_MEMORY = verdicts.Verdict.OUT_OF_MEMORY.value, _("Out of memory")
    OUTPUT_LIMIT = verdicts.Verdict.OUTPUT_LIMIT.value, _("Too much output")
    FORBIDDEN = verdicts.Verdict.FORBIDDEN.value, _("Forbidden call")
    INTERNAL_ERROR = verdicts.Verdict.INTERNAL_ERROR.value, _("Our error")


class RunDevice(models.TextChoices):
    """Where a submission runs; a lab that says `any` has been decided by the time it is handed in."""

    CPU = "cpu", _("CPU")
    CUDA = "cuda", _("GPU")


UNFINISHED = (SubmissionState.QUEUED, SubmissionState.RUNNING)


class HandIns(models.Manager["Submission"]):
    """The submissions that count. Whatever sums up, ranks or lists reads these, so that a run counts nowhere."""

    def get_queryset(self) -> models.QuerySet[Submission]:
        return super().get_queryset().filter(visible_only=False)


class Submission(models.Model):
    """A source text on its way to a verdict: queued, running, then finished or cancelled.

    The row is the truth and the broker only a doorbell, so every change of state is a conditional UPDATE on the state
    and the claim. `claim` is the token of the worker that holds the row and `lease_until` when it must have renewed.
    `deliveries` counts how often a worker took the row; `rung_at` is when the broker was last told about it.
    `answered_from` is the earlier submission of the same source whose report this one repeats.

    With `visible_only` it is a run of the visible checks, no hand-in: it waits in the same queue, but counts nowhere.
    `objects` leaves those out; `runs` holds them too, for the queue and for whoever looks at one row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="submissions")
    lab_version = models.ForeignKey(LabVersion, on_delete=models.PROTECT, related_name="submissions")
    source = models.TextField()
    source_hash = models.CharField(max_length=64, editable=False)
    device = models.CharField(max_length=8, choices=RunDevice, default=RunDevice.CPU)
    trace = models.BooleanField(default=False, help_text="The learner asked to see what the code did.")
    visible_only = models.BooleanField(default=False, help_text="Only the visible checks ran, and nothing counts.")
    state = models.CharField(max_length=12, choices=SubmissionState, default=SubmissionState.QUEUED)
    verdict = models.CharField(max_length=16, choices=Verdict, blank=True, default="")
    points = models.FloatField(null=True, blank=True)
    max_points = models.FloatField()
    report = models.JSONField(null=True, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    answered_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    rung_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    deliveries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = HandIns()
    runs: ClassVar[models.Manager[Submission]] = models.Manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=["learner", "lab", "-created_at"], name="submission_history"),
            models.Index(fields=["learner", "-created_at"], name="submission_of_learner"),
            models.Index(fields=["learner", "lab_version", "source_hash"], name="submission_same_source"),
            models.Index(fields=["state", "device", "created_at"], name="submission_queue"),
            models.Index(fields=["lab", "-finished_at"], name="submission_recent"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="finished") & ~Q(verdict="")) | (~Q(state="finished") & Q(verdict="")),
                name="finished_means_a_verdict",
            ),
            models.CheckConstraint(
                condition=(Q(state="running", claim__isnull=False)) | (~Q(state="running") & Q(claim__isnull=True)),
                name="running_means_a_claim",
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner} on {self.lab}: {self.verdict or self.state}"

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def is_passed(self) -> bool:
        return self.verdict == Verdict.PASSED


class Draft(models.Model):
    """What a learner last typed on a lab's page, kept so that a closed tab loses nothing."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="+")
    source = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["learner", "lab"], name="one_draft_per_lab"),)

    def __str__(self) -> str:
        return f"{self.learner}'s draft of {self.lab}"


class DraftVersion(models.Model):
    """A draft that was set aside: the text as it stood before a pause, a reset or another version took its place."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="draft_versions")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="+")
    source = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-saved_at", "-pk")
        indexes = (models.Index(fields=["learner", "lab", "-saved_at"], name="draft_versions_of_lab"),)

    def __str__(self) -> str:
        return f"{self.learner}'s earlier draft of {self.lab}"


class HintOpened(models.Model):
    """A rung of a lab's hint ladder that a learner has opened; `index` counts from 0."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hints_opened")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="+")
    index = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("index",)
        constraints = (models.UniqueConstraint(fields=["learner", "lab", "index"], name="one_opening_per_hint"),)

    def __str__(self) -> str:
        return f"{self.learner} opened hint {self.index + 1} of {self.lab}"


class BadCheckReport(models.Model):
    """What a learner holds against a check, with what is needed to see the same again: source, lab version and seed."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="bad_check_reports")
    lab_version = models.ForeignKey(LabVersion, on_delete=models.PROTECT, related_name="+")
    check_id = models.CharField(max_length=200)
    seed = models.BigIntegerField(null=True, blank=True)
    text = models.TextField()
    is_settled = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("is_settled", "-created_at")

    def __str__(self) -> str:
        return f"{self.check_id} of {self.submission.lab}"
