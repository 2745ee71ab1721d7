"""Quizzes and the items they own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from catalog import entries, quizzes
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import SLUG_VALIDATOR, Level, Publishable, check_entry, slugs_of


class Behaviour(models.TextChoices):
    PRACTICE = "practice", "Practice: feedback at once"
    DEFERRED = "deferred", "Deferred: feedback after handing in"


class ItemKind(models.TextChoices):
    SINGLE = "single", "Single choice"
    MULTIPLE = "multiple", "Multiple choice"
    NUMERIC = "numeric", "Number"


class Quiz(Publishable):
    """A quiz owns its items, in order. `minutes` 0 means untimed."""

    summary = models.TextField()
    lesson = models.ForeignKey(
        "content.Lesson", on_delete=models.SET_NULL, null=True, blank=True, related_name="quizzes"
    )
    behaviour = models.CharField(max_length=20, choices=Behaviour, default=Behaviour.DEFERRED)
    minutes = models.PositiveIntegerField(default=0, help_text="0 means no time limit.")

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        verbose_name_plural = "quizzes"

    def get_absolute_url(self) -> str:
        return reverse("quiz", args=[self.slug])

    def clean(self) -> None:
        """Leave the items to their own `clean`: a form saves them after their quiz."""

    def entry(self) -> entries.Quiz:
        faults = Faults(f"quizzes/{self.slug}.toml", [])
        table = {
            "title": self.title,
            "summary": self.summary,
            "lesson": self.lesson.slug if self.lesson else "",
            "behaviour": self.behaviour,
            "minutes": self.minutes,
            "draft": not self.is_published,
            "item": [item.table() for item in self.items.all()],
        }
        quiz = quizzes.quiz_from(self.slug, Table(table, faults))
        faults.check()
        return quiz


class CurrentItems(models.Manager["Item"]):
    """Items that are asked today. A retired item is reached only from the answers that were given to it."""

    def get_queryset(self) -> models.QuerySet[Item]:
        return super().get_queryset().filter(is_retired=False)


class Item(models.Model):
    """One quiz item.

    `choices` is a list of {text, correct, feedback}; `numeric` is {value, absolute, relative, unit} or null. An item
    that its quiz no longer has is retired, not deleted: learners' answers point at it.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(default=0)
    slug = models.SlugField(max_length=80, validators=[SLUG_VALIDATOR])
    kind = models.CharField(max_length=20, choices=ItemKind, default=ItemKind.SINGLE)
    stem = models.TextField()
    explanation = models.TextField()
    level = models.CharField(max_length=20, choices=Level, default=Level.BEGINNER)
    concepts = models.ManyToManyField("content.Concept", blank=True, related_name="items")
    source = models.CharField(max_length=300, blank=True)
    points = models.FloatField(default=1.0, validators=[MinValueValidator(0.0)])
    choices = models.JSONField(default=list, blank=True)
    numeric = models.JSONField(null=True, blank=True)
    is_retired = models.BooleanField(default=False, editable=False)

    objects = CurrentItems()
    with_retired = models.Manager["Item"]()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "slug"], name="one_item_per_slug"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.slug}"

    def get_absolute_url(self) -> str:
        return self.quiz.get_absolute_url()

    def clean(self) -> None:
        super().clean()
        check_entry(self)

    def table(self) -> dict[str, Any]:
        """Return the item as its quiz's file would hold it."""
        return {
            "slug": self.slug,
            "kind": self.kind,
            "stem": self.stem,
            "explanation": self.explanation,
            "level": self.level,
            "concepts": slugs_of(self, "concepts"),
            "source": self.source,
            "points": self.points,
            "choice": self.choices,
            "numeric": self.numeric,
        }

    def entry(self) -> entries.Item:
        """Return the item as a value.

        Raises:
            CatalogErrors: the item says something that a file may not say.
        """
        faults = Faults(self.slug, [])
        item = quizzes.item_from(Table(self.table(), faults))
        faults.check()
        return item
