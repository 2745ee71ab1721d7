"""One row for each time a learner rehearses an interview question."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import Question


class State(models.TextChoices):
    ANSWERING = "answering", _("answering")
    MARKING = "marking", _("marking")
    DONE = "done", _("done")


class Practice(models.Model):
    """An answer, then its marking point by point, then a score.

    While `answering`, `answer` is the draft. `rubric` is the question's rubric as it was when the answer was handed in
    and `points` says which of its points the learner ticked; both are empty before. `score` is a share from 0 to 1.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practices")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="practices")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ANSWERING)
    answer = models.TextField(blank=True)
    gave_up = models.BooleanField(default=False)
    rubric = models.JSONField(default=list, blank=True)
    points = models.JSONField(default=list, blank=True)
    score = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=["learner", "question", "-created_at"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "question"], condition=~Q(state="done"), name="one_open_practice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner} on {self.question}"

    @property
    def percent(self) -> int | None:
        """The score as a whole percentage, rounded down; None before it is done."""
        return None if self.score is None else int(100 * self.score + 1e-9)
