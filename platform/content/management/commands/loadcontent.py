"""`manage.py loadcontent`: content files into the database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from catalog.errors import CatalogErrors
from catalog.files import read_catalog
from content.services.loading import load
from scoring.blueprints import shortages


class Command(BaseCommand):
    help = "Load lessons, questions, quizzes and labs from files. What an author changed in the admin is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--from", dest="root", type=Path, default=settings.CONTENT_DIR, metavar="DIR")

    def handle(self, *, root: Path, dry_run: bool, verbosity: int, **_options: Any) -> None:
        try:
            catalog = read_catalog(root)
            tallies = load(catalog, dry_run=dry_run)
        except CatalogErrors as faults:
            for fault in faults.errors:
                self.stderr.write(str(fault))
            sys.exit(2)
        for name, tally in tallies.items() if verbosity else ():
            self.stdout.write(
                f"{name}: {len(tally.created)} created, {len(tally.updated)} updated, "
                f"{len(tally.unchanged)} unchanged, {len(tally.kept)} kept"
            )
        for name, tally in tallies.items():
            for slug in tally.kept:
                self.stdout.write(f"kept as changed in the admin: {name}/{slug}")
        for slug, short in shortages(catalog.quizzes).items():
            self.stderr.write(f"warning: quizzes/{slug} cannot be taken yet. {short}")
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
