"""Lessons and their figures."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from catalog import entries, lessons
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import Level, Publishable, slugs_of

FIGURE_NAME = RegexValidator(rf"^{lessons.FIGURE_NAME.pattern}\Z", "A figure's name looks like “graph.svg”.")


class Lesson(Publishable):
    """A lesson answers one question. `body` is Markdown; `sources` is a list of {title, url, accessed}."""

    question = models.CharField(max_length=300)
    summary = models.TextField()
    group = models.CharField(max_length=100)
    order = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=20, choices=Level, default=Level.BEGINNER)
    body = models.TextField()
    concepts = models.ManyToManyField("content.Concept", blank=True, related_name="lessons")
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="unlocks")
    key_points = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    author = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "title"]

    def get_absolute_url(self) -> str:
        return reverse("lesson", args=[self.slug])

    def entry(self) -> entries.Lesson:
        faults = Faults(f"lessons/{self.slug}/lesson.md", [])
        table = {
            "title": self.title,
            "question": self.question,
            "summary": self.summary,
            "group": self.group,
            "order": self.order,
            "level": self.level,
            "concepts": slugs_of(self, "concepts"),
            "prerequisites": slugs_of(self, "prerequisites"),
            "key_points": self.key_points,
            "author": self.author,
            "published": self.published_on,
            "reviewed": self.reviewed_on,
            "draft": not self.is_published,
            "source": self.sources,
            "fact": [] if self.pk is None else [fact.as_table() for fact in self.facts.all()],
        }
        figures = {} if self.pk is None else {figure.name: figure.svg for figure in self.figures.all()}
        lesson = lessons.lesson_from(self.slug, Table(table, faults), self.body, figures, faults)
        faults.check()
        return lesson


class LessonFigure(models.Model):
    """An SVG that the lesson's body shows as `![what it shows](name.svg "caption")`."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=100, validators=[FIGURE_NAME])
    svg = models.TextField("SVG")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lesson", "name"], name="one_figure_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FactRecord(models.Model):
    """A figure from outside that the lesson prints: where it is from, what day it was true, when to look again."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    value = models.CharField(max_length=200, help_text="Exactly as the lesson prints it.")
    unit = models.CharField(max_length=50, blank=True)
    as_of = models.DateField("as of")
    source = models.TextField(help_text="The title of one of the lesson's sources.")
    review_by = models.DateField(db_index=True)

    class Meta:
        verbose_name = "fact"
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}{f' {self.unit}' if self.unit else ''}"

    def as_table(self) -> dict[str, object]:
        """Return the fact as the front matter writes it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "as_of": self.as_of,
            "source": self.source,
            "review_by": self.review_by,
        }
