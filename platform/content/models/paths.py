"""Learning paths: the FAQ index, courses and the way through all lessons."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import entries, paths
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import Authored


class PathKind(models.TextChoices):
    FAQ = "faq", _("Questions and answers")
    COURSE = "course", _("Course")
    PATH = "path", _("Learning path")


class LearningPath(Authored):
    """Stages in order. `stages` is a list of {title, summary, lessons, labs}, the last two lists of slugs.

    They are slugs rather than relations because a path may name what nobody has written yet.
    """

    summary = models.TextField()
    kind = models.CharField(max_length=10, choices=PathKind, default=PathKind.PATH)
    stages = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]

    def get_absolute_url(self) -> str:
        return reverse("faq") if self.kind == PathKind.FAQ else reverse("path", args=[self.slug])

    def entry(self) -> entries.LearningPath:
        faults = Faults(f"lessons/paths.toml: {self.slug}", [])
        table = {
            "slug": self.slug,
            "title": self.title,
            "summary": self.summary,
            "kind": self.kind,
            "stage": self.stages,
        }
        path = paths.path_from(Table(table, faults))
        faults.check()
        return path
