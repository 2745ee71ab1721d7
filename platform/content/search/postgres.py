"""The full-text index of PostgreSQL: a generated tsvector under a GIN index, and trigrams where they may be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from content.search.marking import END, START
from content.search.matches import Match, Texts
from content.search.queries import is_prefix, spellings
from content.search.spelling import SHORTLIST, vocabulary

_CONFIGURATION = "english"
_WEIGHTS = "{0.05, 0.4, 0.6, 1.0}"  # body and code, summary, question, title
_HEADLINE = f'StartSel="{START}", StopSel="{END}"'
_WHOLE = f"{_HEADLINE}, HighlightAll=true"
_SNIPPET = f'{_HEADLINE}, MaxFragments=1, MaxWords=28, MinWords=14, FragmentDelimiter=" … "'


def match(words: Sequence[str]) -> list[Match]:
    """Return every entry that holds one of `words`, with how many of them it holds. One query."""
    held = " + ".join("(vector @@ to_tsquery(%s, %s))::int" for _ in words)
    statement = (
        # The second rank is 0 unless all words are there, and grows the closer together they stand.
        f"SELECT id, kind, title, question, ts_rank(%s, vector, asked) + 2 * ts_rank(%s, vector, whole), {held} "  # noqa: S608
        "FROM content_searchentry, to_tsquery(%s, %s) asked, to_tsquery(%s, %s) whole WHERE vector @@ asked"
    )
    each = [value for word in words for value in (_CONFIGURATION, _any_of([word]))]
    whole = " & ".join(f"({_any_of([word])})" for word in words) if len(words) > 1 else ""
    with connection.cursor() as cursor:
        cursor.execute(statement, [_WEIGHTS, _WEIGHTS, *each, _CONFIGURATION, _any_of(words), _CONFIGURATION, whole])
        return [Match(*row) for row in cursor.fetchall()]


def texts(ids: Sequence[int], words: Sequence[str]) -> dict[int, Texts]:
    """Return what is shown of each entry, `words` marked. One query."""
    statement = (
        "SELECT id, url, ts_headline(%s, title, asked, %s), ts_headline(%s, summary, asked, %s), "
        "ts_headline(%s, body, asked, %s) FROM content_searchentry, to_tsquery(%s, %s) asked WHERE id = ANY(%s)"
    )
    english = _CONFIGURATION
    marked: list[Any] = [english, _WHOLE, english, _WHOLE, english, _SNIPPET, english, _any_of(words), list(ids)]
    with connection.cursor() as cursor:
        cursor.execute(statement, marked)
        return {row[0]: Texts(*row[1:]) for row in cursor.fetchall()}


def known(words: Sequence[str]) -> list[bool]:
    """Say of each word whether any entry holds it. One query."""
    each = ", ".join("EXISTS (SELECT 1 FROM content_searchentry WHERE vector @@ to_tsquery(%s, %s))" for _ in words)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}", [value for word in words for value in (_CONFIGURATION, _any_of([word]))])
        return [bool(found) for found in cursor.fetchone()]


def similar(words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each word the words of titles, questions and summaries that might be meant. Two queries."""
    if not has_trigrams():
        return vocabulary(words)
    statement = (
        "WITH vocabulary AS MATERIALIZED (SELECT word FROM ts_stat($$SELECT to_tsvector('simple', "
        "translate(title || ' ' || question || ' ' || summary, './_-', '    ')) FROM content_searchentry$$)) "
        "SELECT asked.word, near.word FROM unnest(%s::text[]) asked(word) CROSS JOIN LATERAL "
        "(SELECT word FROM vocabulary ORDER BY similarity(vocabulary.word, asked.word) DESC LIMIT %s) near"
    )
    found: dict[str, list[str]] = {word: [] for word in words}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(words), SHORTLIST])
        for word, near in cursor.fetchall():
            found[word].append(near)
    return found


def has_trigrams() -> bool:
    """Say whether the extension pg_trgm is there; it is asked for in a migration, which may not be allowed to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _any_of(words: Sequence[str]) -> str:
    # Words are letters and digits alone, so none of them is an operator.
    return " | ".join(
        f"{spelling}{':*' if is_prefix(spelling) else ''}" for word in words for spelling in spellings(word)
    )
