"""`lessons/concepts.toml`: concepts and what they build on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog.entries import Concept
from catalog.tables import Table


def concept_from(table: Table) -> Concept:
    concept = Concept(
        slug=table.slug("slug"),
        title=table.text("title", longest=200),
        summary=table.text("summary"),
        prerequisites=table.slugs("prerequisites"),
    )
    table.close()
    return concept


def concepts_from(table: Table) -> tuple[Concept, ...]:
    """Read the whole file, sorted by slug."""
    return tuple(sorted(table.unlike("concept", concept_from), key=lambda concept: concept.slug))


def to_table(concepts: Iterable[Concept]) -> dict[str, Any]:
    return {
        "concept": [
            {
                "slug": concept.slug,
                "title": concept.title,
                "summary": concept.summary,
                **({"prerequisites": list(concept.prerequisites)} if concept.prerequisites else {}),
            }
            for concept in concepts
        ]
    }
