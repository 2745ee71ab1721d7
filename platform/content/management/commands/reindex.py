"""Write the search index anew, from what is published now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content.search import index


class Command(BaseCommand):
    help = (
        "Write the search index anew. Saving keeps it current; this mends it after changes made in the database itself."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{index.rebuild()} entries can be found.")
