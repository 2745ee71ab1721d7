"""What the lesson pages show; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from content.markdown import definition, glossary_terms
from content.models import Concept, FactRecord, Lab, LearningPath, Lesson, LessonFigure, Question, Quiz, Term
from content.models.paths import PathKind

RELATED_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Lessons under one heading, in order."""

    title: str
    lessons: tuple[Lesson, ...]


def grouped(lessons: Iterable[Lesson]) -> list[Group]:
    """Gather lessons by group; a group stands where its first lesson stands."""
    groups: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        groups.setdefault(lesson.group, []).append(lesson)
    return [Group(title, tuple(members)) for title, members in groups.items()]


def published_lessons(*, group: str = "", level: str = "", concept: str = "") -> QuerySet[Lesson]:
    """Give what learners may read, in order, without the text; `group`, `level` and `concept` (a slug) narrow it."""
    narrowing = {"group": group, "level": level, "concepts__slug": concept}
    lessons = Lesson.objects.filter(is_published=True, **{key: value for key, value in narrowing.items() if value})
    return lessons.defer("body", "key_points", "sources")


def group_titles() -> list[str]:
    """Give the groups of the published lessons, each where its first lesson stands. One query."""
    groups = Lesson.objects.filter(is_published=True).order_by("order", "title").values_list("group", flat=True)
    return list(dict.fromkeys(groups))


def paths() -> QuerySet[LearningPath]:
    """Give the courses and learning paths, without their stages."""
    return LearningPath.objects.exclude(kind=PathKind.FAQ).defer("stages")


def lessons_open_to(user: AbstractUser | AnonymousUser) -> QuerySet[Lesson]:
    """Give the lessons a user may open, drafts too for staff, with all that the page links to. Seven queries."""
    lessons = Lesson.objects.all() if user.is_staff else Lesson.objects.filter(is_published=True)
    return lessons.prefetch_related(
        Prefetch("figures", LessonFigure.objects.all()),
        Prefetch("facts", FactRecord.objects.all()),
        Prefetch("concepts", Concept.objects.only("slug", "title")),
        Prefetch("labs", Lab.objects.filter(is_published=True).only("slug", "title", "minutes", "order", "lesson_id")),
        Prefetch(
            "quizzes",
            Quiz.objects.filter(is_published=True).only(
                "slug", "title", "minutes", "behaviour", "feedback", "lesson_id"
            ),
        ),
        Prefetch("questions", Question.objects.filter(is_published=True).only("slug", "title", "order")),
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The published lessons around one: `before` and `after` in order, what to read first, and what is close to it."""

    before: Lesson | None
    after: Lesson | None
    prerequisites: tuple[Lesson, ...]
    related: tuple[Lesson, ...]


def surroundings(lesson: Lesson) -> Surroundings:
    """Look around a lesson. A draft has no neighbours. One query, if the lesson's concepts are prefetched."""
    concepts = [concept.pk for concept in lesson.concepts.all()]
    required = Lesson.prerequisites.through.objects.filter(from_lesson=lesson, to_lesson=OuterRef("pk"))
    others = list(
        Lesson.objects.filter(is_published=True)
        .only("slug", "title", "order")
        .annotate(
            shared=Count("concepts", filter=Q(concepts__in=concepts), distinct=True), comes_first=Exists(required)
        )
        .order_by("order", "title")  # a query that counts drops the model's own order
    )
    places = {other.pk: place for place, other in enumerate(others)}
    place = places.get(lesson.pk)
    before = others[place - 1] if place else None
    after = others[place + 1] if place is not None and place + 1 < len(others) else None
    near = [other for other in others if other.shared and not other.comes_first and other.pk != lesson.pk]
    near.sort(key=lambda other: (-other.shared, abs(other.order - lesson.order), other.order))
    return Surroundings(
        before, after, tuple(other for other in others if other.comes_first), tuple(near[:RELATED_SHOWN])
    )


def definitions_in(text: str) -> dict[str, str]:
    """Return what the words mean that a text links, by slug, as HTML. One query, or none."""
    slugs = glossary_terms(text)
    terms = Term.objects.filter(slug__in=slugs) if slugs else []
    return {term.slug: definition(term.title, term.text) for term in terms}


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as the page lists it: `number` counts from 1, `facts` are those that rest on it."""

    number: int
    title: str
    url: str
    accessed: dt.date | None
    facts: tuple[FactRecord, ...]


def sources_of(lesson: Lesson) -> list[Cited]:
    """Number a lesson's sources, each with its facts. No query, if the facts are prefetched."""
    facts = list(lesson.facts.all())
    return [
        Cited(
            number,
            source["title"],
            source.get("url", ""),
            dt.date.fromisoformat(source["accessed"]) if source.get("accessed") else None,
            tuple(fact for fact in facts if fact.source == source["title"]),
        )
        for number, source in enumerate(lesson.sources, 1)
    ]
