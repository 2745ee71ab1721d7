"""One row for each attempt at a quiz and one for each answer in it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from content.models import Item, Quiz
from content.models.quizzes import Behaviour

GRACE = timedelta(seconds=5)  # what a slow connection may cost before a late answer is refused


class State(models.TextChoices):
    IN_PROGRESS = "in_progress", "in progress"
    FINISHED = "finished", "finished"


class Attempt(models.Model):
    """A learner's run through a quiz, frozen at its start.

    `items` holds the quiz's items as they were then, in order, each with its choices in the order this learner sees
    (scoring.snapshots); an author's edit in the meantime changes neither marks nor review. `due_at` None means untimed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=12, choices=State.choices, default=State.IN_PROGRESS)
    behaviour = models.CharField(max_length=20, choices=Behaviour.choices)
    seed = models.PositiveIntegerField()
    items = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    max_score = models.FloatField()

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
    def percent(self) -> int | None:
        """The score as a whole percentage, rounded down so that 100 means full marks; None before the end."""
        if self.score is None or not self.max_score:
            return None
        return int(100 * self.score / self.max_score + 1e-9)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether an open attempt has run past its time and the grace."""
        return not self.is_finished and self.due_at is not None and now > self.due_at + GRACE


class Response(models.Model):
    """The answer to one item, there from the attempt's start.

    `position` counts from 1 and is what addresses and form fields use: a slug could give the answer away. `answer`
    None means unanswered. `revision` rises with every save, so that a second tab can't overwrite in silence. A `mark`
    is final: it is set by a check in practice or by the end of the attempt. With it come `picked` and `variant`, which
    name the answer and the item's numbers so that many attempts can be counted together (scoring.picked).
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="responses")
    answer = models.JSONField(null=True, blank=True)
    mark = models.FloatField(null=True, blank=True)
    picked = models.CharField(max_length=200, blank=True, editable=False)
    variant = models.CharField(max_length=200, blank=True, editable=False)
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
