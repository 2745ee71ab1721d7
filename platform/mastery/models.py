"""What a learner marks as read, and the page about themselves that they may make public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from content.models import Lab, Lesson, Quiz


class LessonRead(models.Model):
    """A learner's own word that they have read a lesson; nothing else records it."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lessons_read")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["learner", "lesson"], name="one_mark_per_lesson"),)

    def __str__(self) -> str:
        return f"{self.learner} read {self.lesson}"


class Portfolio(models.Model):
    """A learner's page for others: private until they say otherwise, and holding only what they chose.

    `name` empty is the username. `tests` are quizzes that are scored. A lab that is no longer published, or a test
    that has no finished attempt, is left out of the page without being forgotten here.
    """

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolio")
    is_public = models.BooleanField(default=False)
    may_be_indexed = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=600, blank=True)
    tests = models.ManyToManyField(Quiz, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Portfolio of {self.learner}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio", args=[self.learner.username])


class PortfolioLab(models.Model):
    """A passed lab on a portfolio, with the learner's own code if they say so."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="labs")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="+")
    shows_code = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["portfolio", "lab"], name="one_place_per_lab"),)

    def __str__(self) -> str:
        return str(self.lab)
