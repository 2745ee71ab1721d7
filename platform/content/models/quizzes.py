"""Quizzes and the items they own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import entries, items, quizzes
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import SLUG_VALIDATOR, Level, Publishable, check_entry, slugs_of


class Behaviour(models.TextChoices):
    PRACTICE = "practice", _("Practice: check, try again, never scored")
    DEFERRED = "deferred", _("Deferred: marked after handing in")
    EXAM = "exam", _("Exam: against the clock")
    CERTAINTY = "certainty", _("Certainty: marks weighed by how sure one is")


class Feedback(models.TextChoices):
    IMMEDIATELY = "immediately", _("Immediately, item by item")
    AFTER_ATTEMPT = "after_attempt", _("After the attempt")
    AFTER_DATE = "after_date", _("After a date")
    NEVER = "never", _("Never")


class ItemKind(models.TextChoices):
    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    TRUTH = "truth", _("True or false, with the reason")
    NUMERIC = "numeric", _("Number")
    TEXT = "text", _("Short text")
    ORDERING = "ordering", _("Ordering")
    MATCHING = "matching", _("Matching")
    CLOZE = "cloze", _("Text with gaps")
    OUTPUT = "output", _("What a program prints")


class Quiz(Publishable):
    """A quiz owns its items, in order, or draws them from `pools`. `minutes` 0 means untimed.

    `feedback` empty is the behaviour's own policy. `pools` is a list of {level, count, concepts, kinds}.
    """

    summary = models.TextField()
    lesson = models.ForeignKey(
        "content.Lesson", on_delete=models.SET_NULL, null=True, blank=True, related_name="quizzes"
    )
    behaviour = models.CharField(max_length=20, choices=Behaviour, default=Behaviour.DEFERRED)
    feedback = models.CharField(
        max_length=20, choices=Feedback, blank=True, help_text="Empty: at once in practice, else after the attempt."
    )
    feedback_after = models.DateField(null=True, blank=True, help_text="Only for feedback after a date.")
    negative = models.BooleanField(
        "negative marks", default=False, help_text="Let wrong picks of a multiple choice cost points below zero."
    )
    minutes = models.PositiveIntegerField(default=0, help_text="0 means no time limit.")
    pools = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        verbose_name_plural = "quizzes"

    def get_absolute_url(self) -> str:
        return reverse("quiz", args=[self.slug])

    @property
    def pool_count(self) -> int:
        """How many items its pools draw; 0 without pools."""
        return sum(pool["count"] for pool in self.pools)

    def clean(self) -> None:
        """Check all but the items, which have a `clean` of their own: a form saves them after their quiz.

        Raises:
            ValidationError: with the code `entry`.
        """
        faults = Faults("", [])
        quizzes.quiz_from(self.slug, Table(self._table(), faults))
        sentences = [f"{fault.where}: {fault.message}" for fault in faults.errors if fault.where != "item"]
        if sentences:
            raise ValidationError([ValidationError(sentence, code="entry") for sentence in sentences])

    def entry(self) -> entries.Quiz:
        faults = Faults(f"quizzes/{self.slug}.toml", [])
        table = self._table() | {"item": [item.table() for item in self.items.all()]}
        quiz = quizzes.quiz_from(self.slug, Table(table, faults))
        faults.check()
        return quiz

    def _table(self) -> dict[str, Any]:
        """Return the quiz without its items as its file would hold it."""
        return {
            "title": self.title,
            "summary": self.summary,
            "lesson": self.lesson.slug if self.lesson else "",
            "behaviour": self.behaviour,
            "feedback": self.feedback or None,
            "feedback_after": self.feedback_after,
            "negative": self.negative,
            "pool": self.pools,
            "minutes": self.minutes,
            "draft": not self.is_published,
        }


class CurrentItems(models.Manager["Item"]):
    """Items that are asked today. A retired item is reached only from the answers that were given to it."""

    def get_queryset(self) -> models.QuerySet[Item]:
        return super().get_queryset().filter(is_retired=False)


class Item(models.Model):
    """One quiz item.

    `choices` is a list of {text, correct, feedback}; `numeric` is {value, absolute, relative, unit, formula} or null.
    `details` holds whatever else the item's kind needs, under the keys of its file: `truth`, `sequence`, `pair`, … An
    item that its quiz no longer has is retired, not deleted: learners' answers point at it.
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
    details = models.JSONField(default=dict, blank=True)
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

    def hold(self, entry: entries.Item) -> None:
        """Take over what an entry says, all but its concepts."""
        for name in ("slug", "stem", "explanation", "source", "points"):
            setattr(self, name, getattr(entry, name))
        self.kind, self.level = entry.kind.value, entry.level.value
        table = items.item_to_table(entry)
        self.choices, self.numeric = [asdict(choice) for choice in entry.choices], table.get("numeric")
        self.details = {key: table[key] for key in items.DETAILS if key in table}

    def table(self) -> dict[str, Any]:
        """Return the item as its quiz's file would hold it."""
        return {
            **self.details,
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
        item = items.item_from(Table(self.table(), faults))
        faults.check()
        return item
