"""Words of the glossary."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from catalog import entries, glossary
from catalog.errors import Faults
from catalog.tables import Table
from content.models.authored import SLUG_VALIDATOR, Authored


class Term(Authored):
    """A word and what it means, in a line or two of Markdown. `lesson` is a slug, which may be of a lesson to come."""

    text = models.TextField()
    lesson = models.CharField(
        max_length=80, blank=True, validators=[SLUG_VALIDATOR], help_text="The slug of the lesson that explains it."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["slug"]

    def get_absolute_url(self) -> str:
        return f"{reverse('glossary')}#{self.slug}"

    def entry(self) -> entries.Term:
        faults = Faults(f"lessons/glossary.toml: {self.slug}", [])
        table = {"slug": self.slug, "title": self.title, "text": self.text, "lesson": self.lesson}
        term = glossary.term_from(Table(table, faults))
        faults.check()
        return term
