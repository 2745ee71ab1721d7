"""One row for each attempt at a quiz and one for each answer in it."""

from __future__ import annotations

import math
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import entries
from content.models import Item, Quiz
from content.models.quizzes import Behaviour, Feedback

GRACE = timedelta(seconds=5)  # what a slow connection may cost before a late answer is refused


class State(models.TextChoices):
    IN_PROGRESS = "in_progress", _("in progress")
    FINISHED = "finished", _("finished")


class Certainty(models.IntegerChoices):
    UNSURE = 1, _("Not sure")
    FAIRLY = 2, _("Fairly sure")
    SURE = 3, _("Very sure")


class TimeExtension(models.Model):
    """More time for one learner, on one quiz or, without a quiz, on all that are timed.

    The two parts add up. What is said for one quiz replaces what is said for all.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="time_extensions")
    quiz = models.ForeignKey(
        Quiz,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="time_extensions",
        help_text="Empty: every timed quiz.",
    )
    percent = models.PositiveSmallIntegerField(default=0, help_text="25 makes 20 minutes 25.")
    minutes = models.PositiveSmallIntegerField(default=0, help_text="Added to the time of the quiz.")
    note = models.CharField(max_length=200, blank=True, help_text="Why; learners do not see it.")

    class Meta:
        ordering = ("learner", "quiz")
        constraints = (
            models.UniqueConstraint(fields=["learner", "quiz"], name="one_extension_per_quiz"),
            models.UniqueConstraint(fields=["learner"], condition=Q(quiz=None), name="one_extension_for_all"),
        )

    def __str__(self) -> str:
        return f"{self.learner}, {self.quiz or 'every quiz'}"

    def more_than(self, minutes: int) -> timedelta:
        """Return what is added to a time of so many minutes."""
        return timedelta(minutes=self.minutes + minutes * self.percent / 100)


class Attempt(models.Model):
    """A learner's run through a quiz, frozen at its start.

    `items` holds the quiz's items as they were then, in order, each with its choices in the order this learner sees
    (scoring.snapshots); an author's edit in the meantime changes neither marks nor review. `due_at` None means untimed.
    `counted_total` is the sum of the marks where statistics count the attempt: the first that its learner finished.
    `score` None is that of practice, which counts for nothing, as well as of an attempt that is still open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=12, choices=State.choices, default=State.IN_PROGRESS)
    behaviour = models.CharField(max_length=20, choices=Behaviour.choices)
    negative = models.BooleanField(default=False)
    seed = models.PositiveIntegerField()
    items = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    max_score = models.FloatField()
    counted_total = models.FloatField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-started_at",)
        indexes = (models.Index(fields=["learner", "quiz", "-started_at"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "quiz"], condition=Q(state=State.IN_PROGRESS), name="one_open_attempt"
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner} on {self.quiz}"

    def get_absolute_url(self) -> str:
        return reverse("attempt", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.state == State.FINISHED

    @property
    def policy(self) -> Feedback:
        """When feedback comes out, by what its quiz says today."""
        return Feedback(self.quiz.feedback or entries.Behaviour(self.behaviour).feedback.value)

    @property
    def is_practice(self) -> bool:
        return self.behaviour == Behaviour.PRACTICE

    @property
    def asks_certainty(self) -> bool:
        return self.behaviour == Behaviour.CERTAINTY

    @property
    def percent(self) -> int | None:
        """The score as a whole percentage, rounded down so that 100 means full marks; None without a score."""
        if self.score is None or not self.max_score:
            return None
        return math.floor(100 * self.score / self.max_score + 1e-9)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether an open attempt has run past its time and the grace."""
        return not self.is_finished and self.due_at is not None and now > self.due_at + GRACE


class Response(models.Model):
    """The answer to one item, there from the attempt's start.

    `position` counts from 1 and is what addresses and form fields use: a slug could give the answer away. `answer`
    None means unanswered. `revision` rises with every save, so that a second tab can't overwrite in silence. A `mark`
    is final: it is set by the first check or by the end of the attempt. With it come `picked` and `variant`, which
    name the answer and the item's numbers so that many attempts can be counted together (scoring.picked). In practice
    an item may be tried again: `latest_mark` is that of the answer as it stands, None while it is open. `certainty` is
    1, 2 or 3 where the learner said how sure they are; the mark itself is not weighed by it.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="responses")
    answer = models.JSONField(null=True, blank=True)
    mark = models.FloatField(null=True, blank=True)
    picked = models.CharField(max_length=200, blank=True, editable=False)
    variant = models.CharField(max_length=200, blank=True, editable=False)
    latest_mark = models.FloatField(null=True, blank=True)
    certainty = models.PositiveSmallIntegerField(null=True, blank=True, choices=Certainty.choices)
    is_flagged = models.BooleanField("flagged", default=False)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("attempt", "position")
        constraints = (
            models.UniqueConstraint(fields=["attempt", "position"], name="one_response_per_position"),
            models.UniqueConstraint(fields=["attempt", "item"], name="one_response_per_item"),
        )

    def __str__(self) -> str:
        return f"Answer {self.position}"
