from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from catalog.errors import CatalogErrors
from catalog.files import read_catalog, write_catalog
from content.models import Quiz
from content.services.dumping import as_catalog, dump
from content.services.loading import load

pytestmark = pytest.mark.django_db

ROOT = Path(settings.ROOT)
CONTENT = ("lessons", "questions", "quizzes", "labs")


def files_below(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in CONTENT
        for path in (root / folder).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__")) for part in path.relative_to(root).parts)
    }


def test_the_shipped_content_comes_back_byte_for_byte(tmp_path: Path) -> None:
    load(read_catalog(ROOT))
    dump(tmp_path)
    shipped = {path: data for path, data in files_below(ROOT).items() if not path.endswith("README.md")}
    dumped = files_below(tmp_path)
    assert sorted(dumped) == sorted(shipped)
    different = [path for path in shipped if dumped[path] != shipped[path]]
    assert different == [], "Run `manage.py formatcontent`."


def test_load_dump_load_is_a_no_op(tmp_path: Path) -> None:
    load(read_catalog(ROOT))
    dump(tmp_path)
    tallies = load(read_catalog(tmp_path))
    assert [tally for tally in tallies.values() if tally.created or tally.updated or tally.kept] == []


def test_the_database_holds_what_was_loaded(tree: Path) -> None:
    catalog = read_catalog(tree)
    load(catalog)
    assert as_catalog() == catalog


def test_a_row_that_no_file_may_hold_stops_the_dump(loaded: None, tmp_path: Path) -> None:
    Quiz.objects.create(slug="empty", title="Empty", summary="No items.")
    with pytest.raises(CatalogErrors, match=r"quizzes/empty\.toml: item: expected at least one"):
        dump(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_shipped_files_are_in_their_canonical_form(tmp_path: Path) -> None:
    write_catalog(read_catalog(ROOT), tmp_path)
    assert [path for path, data in files_below(tmp_path).items() if (ROOT / path).read_bytes() != data] == []
