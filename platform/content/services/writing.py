"""Fills rows from entries: `write_…` a row and its children, `link_…` its relations once all rows are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from catalog import entries, quizzes
from content.models import (
    Concept,
    FactRecord,
    Item,
    Lab,
    LabFile,
    LearningPath,
    Lesson,
    LessonFigure,
    Question,
    Quiz,
    Term,
)


def write_concept(row: Concept, entry: entries.Concept) -> None:
    row.title, row.summary = entry.title, entry.summary
    row.save()


def link_concept(row: Concept, entry: entries.Concept) -> None:
    row.prerequisites.set(Concept.objects.filter(slug__in=entry.prerequisites))


def write_term(row: Term, entry: entries.Term) -> None:
    row.title, row.text, row.lesson = entry.title, entry.text, entry.lesson
    row.save()


def write_path(row: LearningPath, entry: entries.LearningPath) -> None:
    row.title, row.summary, row.kind = entry.title, entry.summary, entry.kind.value
    row.stages = [
        {"title": stage.title, "summary": stage.summary, "lessons": list(stage.lessons), "labs": list(stage.labs)}
        for stage in entry.stages
    ]
    row.save()


def link_nothing(_row: Term | LearningPath, _entry: entries.Term | entries.LearningPath) -> None:
    """Do nothing: glossary and paths name their lessons by slug, since those may come later."""


def write_lesson(row: Lesson, entry: entries.Lesson) -> None:
    for name in ("title", "question", "summary", "group", "order", "body", "author"):
        setattr(row, name, getattr(entry, name))
    row.level = entry.level.value
    row.key_points = list(entry.key_points)
    row.sources = [asdict(source) for source in entry.sources]
    row.published_on = _date(entry.published)
    row.reviewed_on = _date(entry.reviewed)
    row.is_published = not entry.draft
    row.save()
    row.figures.all().delete()
    LessonFigure.objects.bulk_create(
        LessonFigure(lesson=row, name=name, svg=svg) for name, svg in entry.figures.items()
    )
    row.facts.all().delete()
    FactRecord.objects.bulk_create(
        FactRecord(lesson=row, position=position, **asdict(fact)) for position, fact in enumerate(entry.facts, 1)
    )


def link_lesson(row: Lesson, entry: entries.Lesson) -> None:
    row.concepts.set(Concept.objects.filter(slug__in=entry.concepts))
    row.prerequisites.set(Lesson.objects.filter(slug__in=entry.prerequisites))


def write_quiz(row: Quiz, entry: entries.Quiz) -> None:
    for name in ("title", "summary", "minutes"):
        setattr(row, name, getattr(entry, name))
    row.behaviour, row.feedback = entry.behaviour.value, entry.feedback.value if entry.feedback else ""
    row.feedback_after, row.negative = _date(entry.feedback_after), entry.negative
    row.pools = [quizzes.pool_to_table(pool) for pool in entry.pools]
    row.is_published = not entry.draft
    row.save()
    there = {item.slug: item for item in Item.with_retired.filter(quiz=row)}
    for position, item in enumerate(entry.items, 1):
        known = there.pop(item.slug) if item.slug in there else Item(quiz=row, slug=item.slug)
        _write_item(known, item, position)
    Item.with_retired.filter(pk__in=[item.pk for item in there.values()]).update(is_retired=True)


def _write_item(row: Item, entry: entries.Item, position: int) -> None:
    row.hold(entry)
    row.position, row.is_retired = position, False
    row.save()


def link_quiz(row: Quiz, entry: entries.Quiz) -> None:
    row.lesson = Lesson.objects.filter(slug=entry.lesson).first()
    row.save(update_fields=["lesson"])
    concepts = {concept.slug: concept for concept in Concept.objects.all()}
    items = {item.slug: item for item in Item.objects.filter(quiz=row)}
    for item in entry.items:
        items[item.slug].concepts.set([concepts[slug] for slug in item.concepts])


def write_lab(row: Lab, entry: entries.Lab) -> None:
    for name in ("title", "summary", "points", "minutes", "order", "statement", "starter", "reference", "checks"):
        setattr(row, name, getattr(entry, name))
    row.fixtures, row.explanation = entry.fixtures, entry.explanation
    row.level, row.device = entry.level.value, entry.device.value
    row.limits = asdict(entry.limits)
    row.entry_points = [asdict(point) for point in entry.entry_points]
    row.hints = [asdict(hint) for hint in entry.hints]
    row.forbidden, row.seeds, row.public_files = list(entry.forbidden), list(entry.seeds), list(entry.public_files)
    row.is_published = not entry.draft
    row.save()
    files: dict[str, bytes] = {f"wrong/{name}.py": source.encode() for name, source in entry.wrong.items()}
    row.files.all().delete()
    LabFile.objects.bulk_create(
        LabFile(lab=row, path=path, content=content) for path, content in (files | dict(entry.files)).items()
    )


def link_lab(row: Lab, entry: entries.Lab) -> None:
    row.lesson = Lesson.objects.filter(slug=entry.lesson).first()
    row.save(update_fields=["lesson"])
    row.concepts.set(Concept.objects.filter(slug__in=entry.concepts))


def write_question(row: Question, entry: entries.Question) -> None:
    for name in ("title", "prompt", "order", "model_answer"):
        setattr(row, name, getattr(entry, name))
    row.level = entry.level.value
    row.rubric = [asdict(point) | {"keywords": list(point.keywords)} for point in entry.rubric]
    row.wrong_answers = [asdict(wrong) for wrong in entry.wrong_answers]
    row.follow_ups = list(entry.follow_ups)
    row.is_published = not entry.draft
    row.awaited = {"lessons": list(entry.lessons), "labs": list(entry.labs)}
    row.save()


def link_question(row: Question, entry: entries.Question) -> None:
    row.concepts.set(Concept.objects.filter(slug__in=entry.concepts))
    row.lessons.clear()
    row.labs.clear()
    _link_what_exists(row)


def link_awaited() -> None:
    """Link questions to the lessons and labs they named before those existed."""
    for question in Question.objects.exclude(awaited={}):
        _link_what_exists(question)


def _link_what_exists(question: Question) -> None:
    awaited: dict[str, Any] = {}
    for name, model in (("lessons", Lesson), ("labs", Lab)):
        wanted = question.awaited.get(name, [])
        there = {row.slug: row for row in model.objects.filter(slug__in=wanted)}
        getattr(question, name).add(*there.values())
        if missing := [slug for slug in wanted if slug not in there]:
            awaited[name] = missing
    if awaited != question.awaited:
        question.awaited = awaited
        question.save(update_fields=["awaited"])


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
