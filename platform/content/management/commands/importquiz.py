"""`manage.py importquiz`: the questions of a GIFT or Moodle XML file into a quiz."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.exchange import importing


class Command(BaseCommand):
    help = "Add the questions of a GIFT or Moodle XML file to a quiz; a slug that is free starts a draft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--quiz", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *, file: Path, quiz: str, dry_run: bool, **_options: Any) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} can’t be read: {error.strerror}.") from None
        made = importing.plan(data, slug=quiz)
        for fault in made.faults:
            self.stderr.write(f"{file}: {fault}")
        if made.faults:
            self.stderr.write("Nothing was imported.")
            sys.exit(2)
        for remark in made.remarks:
            self.stdout.write(f"- {remark}")
        if not dry_run:
            importing.carry_out(made, name=file.name)
        place = "the quiz" if made.quiz else "a new draft"
        self.stdout.write(f"{len(made.new)} items for {place} “{quiz}”, {len(made.same)} there already.")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
