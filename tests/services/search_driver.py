"""Searches a site of a test's own, in a process that has its settings and has set Django up."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.files import read_catalog
from content.models import Lesson, Term
from content.models.search import SearchEntry
from content.search import find, postgres, search
from content.services.loading import load

SYNTAX = st.lists(
    st.sampled_from([*"ab \"'*^:()-+|&!<>{}%_\\/\0\n", "AND ", "OR ", "NOT ", ":*", "title:", "🦊", "é", "ß", "³", "ߋ"])
).map("".join)


def first_urls() -> dict[str, str]:
    """Return what is found first by each lesson's own question."""
    lessons = Lesson.objects.filter(is_published=True)
    return {lesson.slug: next((hit.url for hit in search(lesson.question, limit=1)), "") for lesson in lessons}


def misspelt() -> dict[str, list[str]]:
    found = {word: find(word) for word in ("dropuot", "backpropogation")}
    return {word: [results.corrected, *(hit.url for hit in results.hits[:3])] for word, results in found.items()}


@settings(max_examples=200, deadline=None, database=None)
@given(text=st.one_of(st.text(max_size=60), SYNTAX))
def try_anything(text: str) -> None:
    for hit in find(text).hits:
        assert hit.plain_title


def costs() -> dict[str, int]:
    counted = {}
    for text in ("dropout", "a", "dropuot", "zzzzqqqq"):
        with CaptureQueriesContext(connection) as queries:
            find(text)
        counted[text] = len(queries)
    return counted


def follows() -> list[list[str]]:
    """Save, change and delete a term, and return what is found each time."""
    said = []
    term = Term.objects.create(slug="ferret", title="Ferret", text="A tame polecat, nn.Polecat in short.")
    said.append([hit.plain_title for hit in search("polecats")])
    term.text = "A tame animal."
    term.save()
    said.append([hit.plain_title for hit in search("polecats")])
    said.append(["".join(piece.text for piece in search("ferret animal")[0].snippet if piece.is_match)])
    term.delete()
    said.append([hit.plain_title for hit in search("ferret")])
    return said


def plan() -> str:
    """Say how a word is looked up where reading the whole table is not cheaper."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM content_searchentry WHERE vector @@ to_tsquery('english', 'dropout')")
        return "\n".join(row[0] for row in cursor.fetchall())


def report(content: Path) -> None:
    """Bring all of `content` into an empty database, print what is found there, and take the search away again."""
    call_command("migrate", verbosity=0)
    load(read_catalog(content))
    had_trigrams = postgres.has_trigrams()
    found = {
        "vendor": connection.vendor,
        "entries": SearchEntry.objects.count(),
        "first": first_urls(),
        "had_trigrams": had_trigrams,
        "misspelt": misspelt(),
        "spellings": [
            len(search(text)) > 0 for text in ("regularization", "regularisation", "regularis", "nn.Dropout")
        ],
        "costs": costs(),
        "follows": follows(),
        "plan": plan(),
    }
    try_anything()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_trgm")
    found |= {"has_trigrams": postgres.has_trigrams(), "misspelt_without": misspelt()}
    call_command("migrate", "content", "0003", verbosity=0)
    print(json.dumps(found))
