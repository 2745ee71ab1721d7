"""Start a lab: a folder with blanks to fill in."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from catalog.texts import SLUG_RULE, is_slug
from config.management.errors import UsageError

_BLANKS = Path(settings.PLATFORM) / "config" / "newlab"
_BLANK = re.compile(r"___[a-z_]+?___")


class Command(BaseCommand):
    help = "Make labs/SLUG with blanks (___like_this___) to fill in; verify proves it once they are."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the folder's name, such as attention")

    def handle(self, **options: Any) -> None:
        slug = options["slug"]
        if not is_slug(slug):
            raise UsageError(f"“{slug}” is no slug; {SLUG_RULE}.")
        folder = Path(settings.CONTENT_DIR) / "labs" / slug
        if folder.exists():
            raise UsageError(f"{folder} exists already; nothing was changed.")
        for source in sorted(_BLANKS.rglob("*.blank")):
            target = folder / source.relative_to(_BLANKS).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
            blanks = len(_BLANK.findall(target.read_text(encoding="utf-8")))
            self.stdout.write(f"{target}: {blanks} blank{'' if blanks == 1 else 's'}")
        self.stdout.write(f"Fill in what stands between triple underscores, then: manage.py verify {slug}")
        self.stdout.write(f"What proves it further goes into tests/labs/{slug}/ (docs/labs.md).")
