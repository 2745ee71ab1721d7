"""The search on a real PostgreSQL: full text, trigrams with and without the extension, odd characters, migrations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

pytestmark = [pytest.mark.services, pytest.mark.slow]

PROGRAM = (
    "import django, sys, pathlib; django.setup(); import search_driver; search_driver.report(pathlib.Path(sys.argv[1]))"
)


@pytest.fixture(scope="module")
def found(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Search all shipped content in a database of our own."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE searched")
    own = database_url.rpartition("/")[0] + "/searched"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(settings.PLATFORM), str(Path(__file__).parent)]),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "tests-only",
        "STATE_DIR": str(tmp_path_factory.mktemp("state")),
        "DATABASE_URL": own,
    }
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(settings.CONTENT_DIR)],
        env=environment, capture_output=True, text=True, check=False, cwd=environment["STATE_DIR"],
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-4000:]
    report: dict[str, Any] = json.loads(ran.stdout)
    assert report["vendor"] == "postgresql"
    assert report["entries"] > 50
    return report


def test_each_lesson_is_found_first_by_its_own_question(found: dict[str, Any]) -> None:
    assert {slug: url for slug, url in found["first"].items() if url != f"/lessons/{slug}/"} == {}


@pytest.mark.parametrize("when", ["misspelt", "misspelt_without"])
def test_misspelt_words_are_forgiven_with_and_without_trigrams(found: dict[str, Any], when: str) -> None:
    assert found["had_trigrams"]
    assert not found["has_trigrams"]
    for typed, meant, url in (
        ("dropuot", "dropout", "/lessons/dropout/"),
        ("backpropogation", "backpropagation", "/lessons/forward-and-backprop/"),
    ):
        corrected, *urls = found[when][typed]
        assert corrected == meant
        assert url in urls


def test_either_spelling_a_part_and_a_dotted_name_are_found(found: dict[str, Any]) -> None:
    assert found["spellings"] == [True, True, True, True]


def test_the_index_follows_what_is_saved(found: dict[str, Any]) -> None:
    assert found["follows"] == [["Ferret"], [], ["animal"], []]


def test_a_word_is_looked_up_in_the_index(found: dict[str, Any]) -> None:
    assert "content_searchentry_vector" in found["plan"]


def test_the_number_of_queries_is_bounded(found: dict[str, Any]) -> None:
    assert found["costs"]["dropout"] == found["costs"]["a"] == 2
    assert max(found["costs"].values()) <= 7
