"""`manage.py exportquiz`: a quiz as a file of another system."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.exchange import exporting
from content.exchange.reports import Format, by_text
from content.models import Quiz


class Command(BaseCommand):
    help = "Write a quiz as GIFT or Moodle XML, and say what of it did not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quiz", help="the quiz's slug")
        parser.add_argument("--format", dest="form", type=Format, choices=list(Format), required=True)
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write; without it, to the screen")

    def handle(self, *, quiz: str, form: Format, output: Path | None, **_options: Any) -> None:
        row = Quiz.objects.filter(slug=quiz).first()
        if row is None:
            raise CommandError(f"There is no quiz “{quiz}”.")
        writing = exporting.write(row, form)
        if output is None:
            self.stdout.write(writing.text, ending="")
        else:
            output.write_text(writing.text, encoding="utf-8")
        total = row.items.count()
        self.stderr.write(f"{form.label} holds {writing.count} of {total} items of “{quiz}”.")
        for text, items in by_text(writing.remarks).items():
            named = ", ".join(item for item in items if item)
            self.stderr.write(f"- {text}" + (f" ({named})" if named else ""))
