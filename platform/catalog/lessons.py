"""`lessons/<slug>/lesson.md` and the figures beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.entries import Fact, Lesson, Level, Source
from catalog.errors import Faults
from catalog.frontmatter import check_body
from catalog.tables import Table
from catalog.texts import control_character, tidy_file

FIGURE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*\.svg")
_SHOWN = re.compile(r"^!\[[^\]]*\]\(\s*<?([^\s)>]+)", re.MULTILINE)


def lesson_from(slug: str, table: Table, body: str, figures: Mapping[str, str], faults: Faults) -> Lesson:
    """Build a lesson from its front matter, body and figures; faults are added, never raised."""
    lesson = Lesson(
        slug=slug,
        title=table.text("title", longest=200),
        question=table.text("question", longest=300),
        summary=table.text("summary"),
        group=table.text("group", longest=100),
        order=table.whole("order"),
        level=table.one_of("level", Level),
        concepts=table.slugs("concepts"),
        prerequisites=table.slugs("prerequisites"),
        key_points=table.texts("key_points"),
        author=table.text("author", default="", longest=200),
        published=table.date("published"),
        reviewed=table.date("reviewed"),
        draft=table.flag("draft"),
        sources=tuple(source_from(row) for row in table.tables("source")),
        facts=tuple(fact_from(row) for row in table.tables("fact")),
        body=tidy_file(body),
        figures={name: tidy_file(svg) for name, svg in figures.items()},
    )
    table.close()
    _check(lesson, faults)
    return lesson


def source_from(table: Table) -> Source:
    source = Source(title=table.text("title"), url=table.text("url", default=""), accessed=table.date("accessed"))
    if source.url and not source.url.startswith(("https://", "http://")):
        table.fault("url", "expected an address that starts with https:// or http://")
    table.close()
    return source


def fact_from(table: Table) -> Fact:
    fact = Fact(
        name=table.text("name", longest=200),
        value=table.text("value", longest=200),
        unit=table.text("unit", default="", longest=50),
        as_of=table.date("as_of"),
        source=table.text("source"),
        review_by=table.date("review_by"),
    )
    for key in ("as_of", "review_by"):
        if not table.has(key):
            table.fault(key, "is missing; expected a date such as 2026-11-21")
    table.close()
    return fact


def to_table(lesson: Lesson) -> dict[str, Any]:
    """Return the front matter; what equals its default is left out."""
    optional = {
        "concepts": list(lesson.concepts),
        "prerequisites": list(lesson.prerequisites),
        "key_points": list(lesson.key_points),
        "author": lesson.author,
        "published": lesson.published,
        "reviewed": lesson.reviewed,
        "draft": lesson.draft,
        "source": [source_to_table(source) for source in lesson.sources],
        "fact": [fact_to_table(fact) for fact in lesson.facts],
    }
    return {
        "title": lesson.title,
        "question": lesson.question,
        "summary": lesson.summary,
        "group": lesson.group,
        "order": lesson.order,
        "level": lesson.level.value,
        **{key: value for key, value in optional.items() if value},
    }


def source_to_table(source: Source) -> dict[str, Any]:
    optional = {"url": source.url, "accessed": source.accessed}
    return {"title": source.title, **{key: value for key, value in optional.items() if value}}


def fact_to_table(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "value": fact.value,
        **({"unit": fact.unit} if fact.unit else {}),
        "as_of": fact.as_of,
        "source": fact.source,
        "review_by": fact.review_by,
    }


def _check(lesson: Lesson, faults: Faults) -> None:
    check_body(lesson.body, faults, is_what="the lesson in Markdown")
    titles = {source.title for source in lesson.sources}
    for n, fact in enumerate(lesson.facts, 1):
        if fact.source not in titles:
            faults.add(f"fact[{n}].source", f"“{fact.source}” is no source here; expected the title of a [[source]]")
    for name in _SHOWN.findall(lesson.body):
        if name not in lesson.figures:
            faults.add("", f"the body shows “{name}”; expected an SVG file of that name beside it")
    for name, svg in lesson.figures.items():
        if not FIGURE_NAME.fullmatch(name):
            faults.add(name, "expected a figure's name such as graph.svg")
        if "<svg" not in svg:
            faults.add(name, "expected an <svg> element")
        if found := control_character(svg):
            faults.add(name, f"holds the control character {found}")
