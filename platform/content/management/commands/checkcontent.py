"""`manage.py checkcontent`: is everything in the content files fit to be published?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog.errors import CatalogErrors
from catalog.files import read_catalog
from catalog.publishing import check_catalog
from content.explainers import EXPLAINERS


class Command(BaseCommand):
    help = (
        "Check the content files before they are published; needs no database. Exit 1 when something stands against it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", nargs="?", type=Path, default=settings.CONTENT_DIR, metavar="DIR")

    def handle(self, *, root: Path, **_options: Any) -> None:
        try:
            catalog = read_catalog(root)
        except CatalogErrors as faults:
            for fault in faults.errors:
                self.stderr.write(str(fault))
            sys.exit(2)
        found = check_catalog(catalog, explainers=EXPLAINERS, today=timezone.localdate().isoformat())
        for warning in found.warnings:
            self.stdout.write(f"warning: {warning}")
        for problem in found.problems:
            self.stderr.write(str(problem))
        self.stdout.write(f"{len(found.problems)} problems, {len(found.warnings)} warnings")
        if found.problems:
            sys.exit(1)
