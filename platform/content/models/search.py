"""What the search finds: a plain text for each published thing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchKind(models.TextChoices):
    LESSON = "lesson", _("Lessons")
    TERM = "term", _("Glossary")
    QUESTION = "question", _("Interview questions")
    LAB = "lab", _("Labs")
    ITEM = "item", _("Quiz questions")


class SearchEntry(models.Model):
    """The texts of one thing, from the heaviest to the lightest; `row` is the key of that thing in its own table.

    The full-text index hangs on this table by means of the database itself, made in the migration `0004_search`: on
    PostgreSQL a generated column, on SQLite triggers. So whatever writes here keeps the index current.
    """

    kind = models.CharField(max_length=10, choices=SearchKind)
    row = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    question = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    code = models.TextField(blank=True)
    url = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "row"], name="one_search_entry_per_row"),
        ]

    def __str__(self) -> str:
        return self.title
