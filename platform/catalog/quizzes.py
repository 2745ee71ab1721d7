"""`quizzes/<slug>.toml`: quizzes and their items."""

from __future__ import annotations

from typing import Any

from catalog.entries import Behaviour, Feedback, ItemKind, Level, Pool, Quiz
from catalog.items import item_from, item_to_table
from catalog.tables import Table


def quiz_from(slug: str, table: Table) -> Quiz:
    """Build a quiz and its items; faults are added, never raised."""
    rows = table.tables("item")
    quiz = Quiz(
        slug=slug,
        title=table.text("title", longest=200),
        summary=table.text("summary"),
        lesson=table.slug("lesson", default=""),
        behaviour=table.one_of("behaviour", Behaviour, default=Behaviour.DEFERRED),
        feedback=table.one_of("feedback", Feedback) if table.has("feedback") else None,
        feedback_after=table.date("feedback_after"),
        negative=table.flag("negative"),
        minutes=table.whole("minutes", default=0),
        draft=table.flag("draft"),
        pools=tuple(pool_from(row) for row in table.tables("pool")),
        items=tuple(item_from(row) for row in rows),
    )
    table.close()
    _check_policy(quiz, table)
    if not quiz.items and not quiz.pools:
        table.fault("item", "expected at least one [[item]], or [[pool]] to draw items from")
    if quiz.items and quiz.pools:
        table.fault("pool", "expected either items of its own or pools to draw from, not both")
    seen: set[str] = set()
    for row, item in zip(rows, quiz.items, strict=True):
        if item.slug in seen:
            row.fault("slug", f"“{item.slug}” is there twice; expected a slug of its own for each item")
        seen.add(item.slug)
    return quiz


def _check_policy(quiz: Quiz, table: Table) -> None:
    is_dated = quiz.feedback is Feedback.AFTER_DATE
    if is_dated and not quiz.feedback_after:
        table.fault("feedback_after", "is missing; expected the date from which feedback is shown")
    if quiz.feedback_after and not is_dated:
        table.fault("feedback_after", "expected only beside feedback = “after_date”")
    if quiz.behaviour is Behaviour.EXAM and not quiz.minutes:
        table.fault("minutes", "is missing; an exam expects a time limit")
    if quiz.behaviour is Behaviour.EXAM and quiz.feedback is Feedback.IMMEDIATELY:
        table.fault("feedback", "is “immediately”; in an exam it comes after the attempt at the earliest")


def pool_from(table: Table) -> Pool:
    """Build a row of a blueprint."""
    kinds = table.texts("kinds")
    for kind in kinds:
        if kind not in set(ItemKind):
            table.fault("kinds", f"names “{kind}”; expected some of {', '.join(ItemKind)}")
    pool = Pool(
        level=table.one_of("level", Level),
        count=table.whole("count", least=1, most=200),
        concepts=table.slugs("concepts"),
        kinds=tuple(kind for kind in ItemKind if kind in kinds),
    )
    table.close()
    return pool


def to_table(quiz: Quiz) -> dict[str, Any]:
    """Return the whole file; what equals its default is left out."""
    optional: dict[str, Any] = {
        "lesson": quiz.lesson,
        "behaviour": "" if quiz.behaviour == Behaviour.DEFERRED else quiz.behaviour.value,
        "feedback": quiz.feedback.value if quiz.feedback else "",
        "feedback_after": quiz.feedback_after,
        "negative": quiz.negative,
        "minutes": quiz.minutes,
        "draft": quiz.draft,
        "pool": [pool_to_table(pool) for pool in quiz.pools],
        "item": [item_to_table(item) for item in quiz.items],
    }
    return {
        "title": quiz.title,
        "summary": quiz.summary,
        **{key: value for key, value in optional.items() if value},
    }


def pool_to_table(pool: Pool) -> dict[str, Any]:
    optional = {"concepts": list(pool.concepts), "kinds": [kind.value for kind in pool.kinds]}
    return {
        "level": pool.level.value,
        "count": pool.count,
        **{key: value for key, value in optional.items() if value},
    }
