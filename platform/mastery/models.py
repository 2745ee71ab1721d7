"""What a learner marks as read, what comes back for review, and the page about themselves that may be public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Item, Lab, Lesson, Question, Quiz


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


class Rating(models.IntegerChoices):
    """How well something came back to mind: FSRS's four answers under its own numbers."""

    AGAIN = 1, _("Again")
    HARD = 2, _("Hard")
    GOOD = 3, _("Good")
    EASY = 4, _("Easy")


class CardKind(models.TextChoices):
    QUESTION = "question", _("Interview question")
    ITEM = "item", _("Quiz question")
    LAB = "lab", _("Lab")


class Card(models.Model):
    """One thing that comes back to a learner: exactly one of `question`, `item` and `lab`, as `kind` says.

    `stability` (days until recall falls to 90 %) and `difficulty` (1 to 10) are FSRS's memory of it after the review at
    `reviewed_at`, which asks for the next one at `due`. `revision` rises with every change, so that a second tab or a
    second click can't rate the same review twice. `begun_at` is when a lab was last begun again from its starter, None
    while nobody is at it. A removed card is kept so that what made it can't make it anew.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=10, choices=CardKind)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    stability = models.FloatField()
    difficulty = models.FloatField()
    reviewed_at = models.DateTimeField()
    last_rating = models.PositiveSmallIntegerField(choices=Rating)
    due = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    is_removed = models.BooleanField("removed", default=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("due", "pk")
        indexes = (models.Index(fields=["learner", "due"], condition=Q(is_removed=False), name="card_due"),)
        constraints = (
            models.UniqueConstraint(fields=["learner", "question"], name="one_card_per_question"),
            models.UniqueConstraint(fields=["learner", "item"], name="one_card_per_item"),
            models.UniqueConstraint(fields=["learner", "lab"], name="one_card_per_lab"),
            models.CheckConstraint(
                condition=Q(kind="question", question__isnull=False, item=None, lab=None)
                | Q(kind="item", item__isnull=False, question=None, lab=None)
                | Q(kind="lab", lab__isnull=False, question=None, item=None),
                name="a_card_has_one_object",
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner} on {self.question or self.item or self.lab}"
