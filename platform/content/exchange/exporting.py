"""Writes a quiz of the database in the format that somebody asks for."""

from __future__ import annotations

from content.exchange import gift, moodle
from content.exchange.reports import Format, Writing
from content.models import Quiz


def write(quiz: Quiz, form: Format) -> Writing:
    """Write a quiz's current items.

    Raises:
        CatalogErrors: the quiz says something that a file may not say.
    """
    entry = quiz.entry()
    return gift.write(entry) if form is Format.GIFT else moodle.write(entry)
