"""`lessons/glossary.toml`: what the words mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog.entries import Term
from catalog.tables import Table

LONGEST_TEXT = 600


def term_from(table: Table) -> Term:
    term = Term(
        slug=table.slug("slug"),
        title=table.text("title", longest=200),
        text=table.text("text", longest=LONGEST_TEXT),
        lesson=table.slug("lesson", default=""),
    )
    table.close()
    return term


def terms_from(table: Table) -> tuple[Term, ...]:
    """Read the whole file, sorted by slug."""
    return tuple(sorted(table.unlike("term", term_from), key=lambda term: term.slug))


def to_table(terms: Iterable[Term]) -> dict[str, Any]:
    return {
        "term": [
            {
                "slug": term.slug,
                "title": term.title,
                "text": term.text,
                **({"lesson": term.lesson} if term.lesson else {}),
            }
            for term in terms
        ]
    }
