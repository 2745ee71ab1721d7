"""`manage.py dumpcontent DIR`: the database as content files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from catalog.errors import CatalogErrors
from content.services.dumping import dump


class Command(BaseCommand):
    help = "Write all content below DIR as the files that loadcontent reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *, directory: Path, **_options: Any) -> None:
        try:
            catalog = dump(directory)
        except CatalogErrors as faults:
            for fault in faults.errors:
                self.stderr.write(str(fault))
            sys.exit(2)
        self.stdout.write(
            f"{len(catalog.concepts)} concepts, {len(catalog.terms)} terms, {len(catalog.lessons)} lessons, "
            f"{len(catalog.questions)} questions, {len(catalog.quizzes)} quizzes, {len(catalog.labs)} labs and "
            f"{len(catalog.paths)} paths written to {directory}."
        )
