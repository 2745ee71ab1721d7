"""`quizzes/<slug>.toml`: quizzes and their items."""

from __future__ import annotations

from typing import Any

from catalog.entries import Behaviour, Choice, Item, ItemKind, Level, NumericAnswer, Quiz
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
        minutes=table.whole("minutes", default=0),
        draft=table.flag("draft"),
        items=tuple(item_from(row) for row in rows),
    )
    table.close()
    if not quiz.items:
        table.fault("item", "expected at least one [[item]]")
    seen: set[str] = set()
    for row, item in zip(rows, quiz.items, strict=True):
        if item.slug in seen:
            row.fault("slug", f"“{item.slug}” is there twice; expected a slug of its own for each item")
        seen.add(item.slug)
    return quiz


def item_from(table: Table) -> Item:
    """Build one item and hold its answers against its kind."""
    numeric = table.table("numeric")
    item = Item(
        slug=table.slug("slug"),
        kind=table.one_of("kind", ItemKind),
        stem=table.text("stem"),
        explanation=table.text("explanation"),
        level=table.one_of("level", Level),
        concepts=table.slugs("concepts"),
        source=table.text("source", default="", longest=300),
        points=table.number("points", default=1.0, least=0.0),
        choices=tuple(choice_from(row) for row in table.tables("choice")),
        numeric=None if numeric is None else numeric_from(numeric),
    )
    table.close()
    _check_answers(item, table)
    return item


def choice_from(table: Table) -> Choice:
    choice = Choice(text=table.text("text"), correct=table.flag("correct"), feedback=table.text("feedback", default=""))
    table.close()
    return choice


def numeric_from(table: Table) -> NumericAnswer:
    answer = NumericAnswer(
        value=table.number("value"),
        absolute=table.number("absolute", default=0.0, least=0.0),
        relative=table.number("relative", default=0.0, least=0.0),
        unit=table.text("unit", default="", longest=40),
    )
    table.close()
    return answer


def _check_answers(item: Item, table: Table) -> None:
    if item.kind == ItemKind.NUMERIC:
        if item.choices:
            table.fault("choice", "a numeric item has no choices; expected [item.numeric] alone")
        if item.numeric is None:
            table.fault("numeric", "is missing; expected [item.numeric] with a value")
        return
    if item.numeric is not None:
        table.fault("numeric", f"a {item.kind} item has no numeric answer; expected [[item.choice]] alone")
    correct = sum(choice.correct for choice in item.choices)
    if len(item.choices) < 2:
        table.fault("choice", f"expected at least two choices, found {len(item.choices)}")
    if item.kind == ItemKind.SINGLE and correct != 1:
        table.fault("choice", f"expected exactly one correct choice, found {correct}")
    if item.kind == ItemKind.MULTIPLE and not correct:
        table.fault("choice", "expected at least one correct choice, found none")


def to_table(quiz: Quiz) -> dict[str, Any]:
    """Return the whole file; what equals its default is left out."""
    optional = {
        "lesson": quiz.lesson,
        "behaviour": "" if quiz.behaviour == Behaviour.DEFERRED else quiz.behaviour.value,
        "minutes": quiz.minutes,
        "draft": quiz.draft,
    }
    return {
        "title": quiz.title,
        "summary": quiz.summary,
        **{key: value for key, value in optional.items() if value},
        "item": [item_to_table(item) for item in quiz.items],
    }


def item_to_table(item: Item) -> dict[str, Any]:
    table: dict[str, Any] = {
        "slug": item.slug,
        "kind": item.kind.value,
        "stem": item.stem,
        "explanation": item.explanation,
        "level": item.level.value,
    }
    optional: dict[str, Any] = {
        "concepts": list(item.concepts),
        "source": item.source,
        "choice": [choice_to_table(choice) for choice in item.choices],
        "numeric": None if item.numeric is None else numeric_to_table(item.numeric),
    }
    if item.points != 1.0:
        table["points"] = item.points
    return table | {key: value for key, value in optional.items() if value}


def choice_to_table(choice: Choice) -> dict[str, Any]:
    optional = {"correct": choice.correct, "feedback": choice.feedback}
    return {"text": choice.text, **{key: value for key, value in optional.items() if value}}


def numeric_to_table(answer: NumericAnswer) -> dict[str, Any]:
    optional = {"absolute": answer.absolute, "relative": answer.relative, "unit": answer.unit}
    return {"value": answer.value, **{key: value for key, value in optional.items() if value}}
