"""`manage.py newlab`: a folder with blanks that is a sound lab once they are filled in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import pytest_django
from django.core.management import call_command

from catalog.files import read_lab
from config.management.errors import UsageError
from grader.service import Grader
from grader.verify import verify

FILLED = {
    "function": "double",
    "definition": "2 * x",
    "mistaken_definition": "x",
    "what_went_wrong_and_what_it_leads_to": "You returned `x` as it came.",
    "part_of_the_code": "return 2 * x",
}
BLANK = re.compile(r"___([a-z_]+?)___")


@pytest.fixture
def made(tmp_path: Path, settings: pytest_django.Settings) -> Path:
    settings.CONTENT_DIR = tmp_path
    out = io.StringIO()
    call_command("newlab", "doubling", stdout=out)
    assert "manage.py verify doubling" in out.getvalue()
    return tmp_path / "labs" / "doubling"


def fill(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        path.write_text(BLANK.sub(lambda blank: FILLED.get(blank[1], f"Some words on {blank[1]}."), path.read_text()))


def test_the_lab_is_verified_once_its_blanks_are_filled(made: Path, grader: Grader) -> None:
    fill(made)
    lab = read_lab(made)

    assert verify(grader, lab).problems == ()
    assert lab.draft
    assert [hint.kind for hint in lab.hints] == ["nudge", "formula", "shapes", "code"]


def test_with_its_blanks_the_lab_can_be_read_and_is_not_verified(made: Path, grader: Grader) -> None:
    assert verify(grader, read_lab(made)).problems


def test_every_file_is_there_and_has_blanks(made: Path) -> None:
    files = {str(path.relative_to(made)): path.read_text() for path in made.rglob("*.*")}

    assert set(files) == {
        "lab.toml", "statement.md", "starter.py", "reference.py", "checks.py", "explanation.md",
        "wrong/first_mistake.py", "wrong/changes_the_input.py",
    }  # fmt: skip
    assert [name for name, text in files.items() if not BLANK.search(text)] == []


def test_a_folder_that_exists_is_left_alone(made: Path) -> None:
    (made / "lab.toml").write_text("mine")

    with pytest.raises(UsageError, match="exists already") as error:
        call_command("newlab", "doubling")

    assert error.value.returncode == 2
    assert (made / "lab.toml").read_text() == "mine"


@pytest.mark.parametrize("slug", ["Doubling", "a b", "../up", "a--b", "", "ü"])
def test_a_name_that_is_no_slug_is_refused(tmp_path: Path, settings: pytest_django.Settings, slug: str) -> None:
    settings.CONTENT_DIR = tmp_path

    with pytest.raises(UsageError, match="is no slug") as error:
        call_command("newlab", slug)

    assert error.value.returncode == 2
    assert list(tmp_path.iterdir()) == []
