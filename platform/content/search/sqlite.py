"""The full-text index of SQLite (FTS5)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.db import connection

from content.search.marking import END, START
from content.search.matches import Match, Texts
from content.search.queries import is_prefix, spellings
from content.search.spelling import vocabulary

INDEX = "content_searchindex"
_WEIGHTS = "10, 6, 4, 1, 0.5"  # title, question, summary, body, code
_SNIPPET_WORDS = 28


def match(words: Sequence[str]) -> list[Match]:
    """Return every entry that holds one of `words`, with how many of them it holds. One query."""
    held = " + ".join(
        f"(entry.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s))"  # noqa: S608 - a constant
        for _ in words
    )
    statement = (
        f"SELECT entry.id, entry.kind, entry.title, entry.question, -bm25({INDEX}, {_WEIGHTS}), {held} "  # noqa: S608
        f"FROM {INDEX} JOIN content_searchentry entry ON entry.id = {INDEX}.rowid WHERE {INDEX} MATCH %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(_any_of([word]) for word in words), _any_of(words, *pairwise(words))])
        return [Match(*row) for row in cursor.fetchall()]


def texts(ids: Sequence[int], words: Sequence[str]) -> dict[int, Texts]:
    """Return what is shown of each entry, `words` marked. One query."""
    places = ", ".join("%s" for _ in ids)
    marks = f"'{START}', '{END}'"
    statement = (
        f"SELECT entry.id, entry.url, highlight({INDEX}, 0, {marks}), highlight({INDEX}, 2, {marks}), "  # noqa: S608
        f"snippet({INDEX}, 3, {marks}, '…', {_SNIPPET_WORDS}) "
        f"FROM {INDEX} JOIN content_searchentry entry ON entry.id = {INDEX}.rowid "
        f"WHERE {INDEX} MATCH %s AND {INDEX}.rowid IN ({places})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_any_of(words), *ids])
        return {row[0]: Texts(*row[1:]) for row in cursor.fetchall()}


def known(words: Sequence[str]) -> list[bool]:
    """Say of each word whether any entry holds it. One query."""
    each = ", ".join(f"EXISTS (SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH %s)" for _ in words)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}", [_any_of([word]) for word in words])
        return [bool(found) for found in cursor.fetchone()]


def similar(words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each word the words of titles, questions and summaries that might be meant. One query."""
    return vocabulary(words)


def _any_of(words: Sequence[str], *neighbours: tuple[str, str]) -> str:
    """Return a query for any of `words`, in which those that stand side by side as `neighbours` count once more."""
    # A quoted string is never syntax, and words hold no quotes.
    single = [f'"{spelling}"{"*" if is_prefix(spelling) else ""}' for word in words for spelling in spellings(word)]
    return " OR ".join([*single, *(f'"{one} {other}"' for one, other in neighbours)])
