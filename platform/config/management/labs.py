"""Finds the lab that a command names: a slug of the shipped content, or a folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from catalog.entries import Lab
from catalog.errors import CatalogErrors
from catalog.files import read_lab
from config.management.errors import UsageError


def find_lab(name: str) -> Lab:
    """Read the lab `name`. Raises UsageError with a sentence when there is none or its files have errors."""
    shipped = Path(settings.CONTENT_DIR) / "labs"
    folder = shipped / name if (shipped / name).is_dir() and "/" not in name else Path(name)
    if not (folder / "lab.toml").is_file():
        known = ", ".join(shipped_slugs()) or "none"
        raise UsageError(f"No lab {name!r}: expected a slug ({known}) or a folder that holds lab.toml.")
    try:
        return read_lab(folder.resolve())
    except CatalogErrors as error:
        raise UsageError(str(error)) from error


def shipped_slugs() -> list[str]:
    """List the slugs of the shipped labs."""
    return sorted(path.parent.name for path in (Path(settings.CONTENT_DIR) / "labs").glob("*/lab.toml"))
