"""Concepts: the nodes of the graph that lessons, items, questions and labs hang on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from catalog import concepts, entries
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import Authored, slugs_of


class Concept(Authored):
    """One idea a learner can master; its prerequisites come first."""

    summary = models.TextField()
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="unlocks")

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]

    def get_absolute_url(self) -> str:
        return reverse("concept", args=[self.slug])

    def entry(self) -> entries.Concept:
        faults = Faults(f"lessons/concepts.toml: {self.slug}", [])
        table = {
            "slug": self.slug,
            "title": self.title,
            "summary": self.summary,
            "prerequisites": slugs_of(self, "prerequisites"),
        }
        concept = concepts.concept_from(Table(table, faults))
        faults.check()
        return concept
