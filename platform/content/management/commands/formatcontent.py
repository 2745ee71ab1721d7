"""`manage.py formatcontent`: content files in their canonical form."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from catalog.errors import CatalogErrors
from catalog.files import read_catalog, write_catalog


class Command(BaseCommand):
    help = "Check the content files and rewrite them in their canonical form; needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", nargs="?", type=Path, default=settings.CONTENT_DIR, metavar="DIR")

    def handle(self, *, root: Path, **_options: Any) -> None:
        try:
            write_catalog(read_catalog(root), root)
        except CatalogErrors as faults:
            for fault in faults.errors:
                self.stderr.write(str(fault))
            sys.exit(2)
