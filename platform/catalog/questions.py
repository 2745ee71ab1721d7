"""`questions/<slug>.md`: interview questions."""

from __future__ import annotations

from typing import Any

from catalog.entries import Level, Question, RubricPoint, WrongAnswer
from catalog.errors import Faults
from catalog.frontmatter import check_body
from catalog.tables import Table
from catalog.texts import tidy_file


def question_from(slug: str, table: Table, body: str, faults: Faults) -> Question:
    """Build a question from its front matter and body; faults are added, never raised."""
    question = Question(
        slug=slug,
        title=table.text("title", longest=200),
        prompt=table.text("prompt"),
        order=table.whole("order"),
        level=table.one_of("level", Level),
        follow_ups=table.texts("follow_ups"),
        concepts=table.slugs("concepts"),
        lessons=table.slugs("lessons"),
        labs=table.slugs("labs"),
        draft=table.flag("draft"),
        rubric=tuple(rubric_point_from(row) for row in table.tables("rubric")),
        wrong_answers=tuple(wrong_answer_from(row) for row in table.tables("wrong")),
        model_answer=tidy_file(body),
    )
    table.close()
    if not question.rubric:
        table.fault("rubric", "expected at least one [[rubric]] point")
    check_body(question.model_answer, faults, is_what="the model answer in Markdown")
    return question


def rubric_point_from(table: Table) -> RubricPoint:
    point = RubricPoint(text=table.text("text"), keywords=table.texts("keywords"), critical=table.flag("critical"))
    table.close()
    return point


def wrong_answer_from(table: Table) -> WrongAnswer:
    wrong = WrongAnswer(claim=table.text("claim"), feedback=table.text("feedback"))
    table.close()
    return wrong


def to_table(question: Question) -> dict[str, Any]:
    """Return the front matter; what equals its default is left out."""
    optional = {
        "follow_ups": list(question.follow_ups),
        "concepts": list(question.concepts),
        "lessons": list(question.lessons),
        "labs": list(question.labs),
        "draft": question.draft,
        "rubric": [rubric_to_table(point) for point in question.rubric],
        "wrong": [wrong_to_table(wrong) for wrong in question.wrong_answers],
    }
    return {
        "title": question.title,
        "prompt": question.prompt,
        "order": question.order,
        "level": question.level.value,
        **{key: value for key, value in optional.items() if value},
    }


def rubric_to_table(point: RubricPoint) -> dict[str, Any]:
    optional = {"keywords": list(point.keywords), "critical": point.critical}
    return {"text": point.text, **{key: value for key, value in optional.items() if value}}


def wrong_to_table(wrong: WrongAnswer) -> dict[str, Any]:
    return {"claim": wrong.claim, "feedback": wrong.feedback}
