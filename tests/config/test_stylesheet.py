"""The joined sheet: everything in it, in order, and found wherever static files are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.contrib.staticfiles import finders
from django.core.management import call_command

from config import stylesheet


@pytest.fixture(autouse=True)
def folder(settings: pytest_django.Settings, tmp_path: Path) -> Iterator[Path]:
    """Keep the sheet of a test out of the clone's state folder."""
    settings.STATE_DIR = tmp_path
    finders.get_finder.cache_clear()
    yield tmp_path
    finders.get_finder.cache_clear()


def test_the_sheet_holds_tokens_first_and_every_component() -> None:
    joined = stylesheet.join().read_text()
    assert joined.startswith((stylesheet.parts()[0]).read_text())
    assert [part.name for part in stylesheet.parts() if part.read_text() not in joined] == []
    assert joined.index("html {") < joined.index(".page {") < joined.index(".button {")


def test_an_edit_shows_at_once_and_an_unchanged_sheet_is_left_alone(
    settings: pytest_django.Settings, tmp_path: Path
) -> None:
    settings.COMPONENTS = tmp_path / "components"
    part = settings.COMPONENTS / "pill" / "pill.css"
    part.parent.mkdir(parents=True)
    part.write_text(".pill { color: red; }")
    first = stylesheet.join().stat()
    assert stylesheet.join().stat() == first
    part.write_text(".pill { color: teal; }")
    assert "teal" in Path(str(finders.find(stylesheet.NAME))).read_text()


def test_collectstatic_takes_the_sheet_along_and_no_template_of_a_component(
    settings: pytest_django.Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["config.stylesheet.JoinedSheetFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = [path for path in settings.STATIC_ROOT.rglob("*") if path.is_file()]
    assert [path.relative_to(settings.STATIC_ROOT).as_posix() for path in collected] == [stylesheet.NAME]


def test_other_names_are_left_to_other_finders() -> None:
    assert finders.find("css/no-such-sheet.css") is None
    assert not stylesheet.JoinedSheetFinder().find("css/tokens.css")
