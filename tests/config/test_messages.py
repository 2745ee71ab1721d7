"""The catalogues: whole, in step with the sources, and compiled."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import polib
import pytest
import pytest_django
from django.conf import settings
from django.core.management import call_command

LOCALE = Path(settings.LOCALE_PATHS[0])
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
PLACE = re.compile(r"%\(\w+\)[sd]|<[^>]+>")

each_catalogue = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(LOCALE)))


def _entries(path: Path) -> dict[tuple[str | None, str], list[str]]:
    """Give the texts of a catalogue by context and English sentence."""
    catalogue = polib.pofile(str(path)) if path.suffix == ".po" else polib.mofile(str(path))
    return {
        (entry.msgctxt, entry.msgid): [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        for entry in catalogue
    }


def test_there_is_a_catalogue_for_each_language_but_the_sites_own() -> None:
    languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    found = {(path.parts[-3], path.stem) for path in CATALOGUES}
    assert found == {(code, domain) for code in languages for domain in ("django", "djangojs")}


@each_catalogue
def test_every_sentence_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy or entry.obsolete] == []


@each_catalogue
def test_places_and_tags_stay(path: Path) -> None:
    wrong = []
    for entry in polib.pofile(str(path)):
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            pairs = [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
        wrong += [ours for theirs, ours in pairs if Counter(PLACE.findall(theirs)) != Counter(PLACE.findall(ours))]
    assert wrong == []


@each_catalogue
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    assert _entries(path.with_suffix(".mo")) == _entries(path), "run `make messages`"


def test_the_sources_say_nothing_that_is_not_in_the_catalogues(
    settings: pytest_django.Settings, tmp_path: Path
) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("xgettext (GNU gettext) is not installed")
    shutil.copytree(LOCALE, tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    call_command("messages", stdout=None)
    for path in CATALOGUES:
        assert _entries(tmp_path / "locale" / path.relative_to(LOCALE)).keys() == _entries(path).keys()


def test_scripts_say_no_sentence_outside_gettext() -> None:
    sentence = re.compile(r'(?<!gettext\()(?<!, )"[A-Z][^"\n]* [^"\n]*"(?!:)')
    scripts = [path for path in (settings.PLATFORM / "static" / "js").glob("*.js") if not path.name.startswith("admin")]
    assert scripts
    assert {path.name: found for path in scripts if (found := sentence.findall(path.read_text()))} == {}
