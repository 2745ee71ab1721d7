"""One style sheet for every page, joined from tokens, plain elements, the frame and the components.

A finder of static files joins it whenever somebody asks for it: in DEBUG an edit shows at the next load, and
`collectstatic` takes it along like any other file. So nothing joined is committed, and nothing can be out of date.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "css/forward-pass.css"


def parts() -> list[Path]:
    """Return the sheets in the order in which they stand: what comes later may count on what came before."""
    sheets = settings.PLATFORM / "static" / "css"
    general = [sheets / f"{name}.css" for name in ("tokens", "elements", "site")]
    return [*general, *sorted(settings.COMPONENTS.glob("*/*.css")), sheets / "search.css"]


def join() -> Path:
    """Write the joined sheet into the state folder, unless it is there already; return where it is."""
    sheet = Path(settings.STATE_DIR) / "joined" / NAME
    text = "\n".join(part.read_text() for part in parts())
    if sheet.is_file() and sheet.read_text() == text:
        return sheet
    sheet.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=sheet.parent, delete=False) as made:
        made.write(text)
    Path(made.name).chmod(0o644)
    os.replace(made.name, sheet)  # noqa: PTH105  # several processes may do so at once
    return sheet


class JoinedSheetFinder(BaseStorageFinder):
    """Finds `NAME`; the addresses of fonts in it are those of a sheet in `static/css`, where it is served."""

    def __init__(self, *_: object, **__: object) -> None:
        self.storage = FileSystemStorage(location=join().parents[1])
        super().__init__()

    def find(self, path: str, *args: Any, **options: Any) -> Any:
        if path == NAME:
            join()
        return super().find(path, *args, **options)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        join()
        return super().list(ignore_patterns)
