"""What the lesson pages show; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Prefetch, QuerySet

from content.models import Concept, Lab, Lesson, LessonFigure, Question, Quiz


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


def published_lessons(*, level: str = "", concept: str = "") -> QuerySet[Lesson]:
    """Give what learners may read, in order, without the text; `level` and `concept` (a slug) narrow it down."""
    lessons = Lesson.objects.filter(is_published=True).defer("body", "key_points", "sources")
    if level:
        lessons = lessons.filter(level=level)
    if concept:
        lessons = lessons.filter(concepts__slug=concept)
    return lessons


def concept_named(slug: str) -> Concept | None:
    return Concept.objects.filter(slug=slug).first() if slug else None


def lessons_open_to(user: AbstractUser | AnonymousUser) -> QuerySet[Lesson]:
    """Give the lessons a user may open, drafts too for staff, with all that the page links to. Seven queries."""
    lessons = Lesson.objects.all() if user.is_staff else Lesson.objects.filter(is_published=True)
    return lessons.prefetch_related(
        Prefetch("figures", LessonFigure.objects.all()),
        Prefetch("concepts", Concept.objects.only("slug", "title")),
        Prefetch("prerequisites", Lesson.objects.filter(is_published=True).only("slug", "title", "order")),
        Prefetch("labs", Lab.objects.filter(is_published=True).only("slug", "title", "minutes", "order", "lesson_id")),
        Prefetch("quizzes", Quiz.objects.filter(is_published=True).only("slug", "title", "minutes", "lesson_id")),
        Prefetch("questions", Question.objects.filter(is_published=True).only("slug", "title", "order")),
    )


def neighbours(lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """Give the published lessons before and after this one; None at the ends and for a draft. One query."""
    lessons = list(Lesson.objects.filter(is_published=True).only("slug", "title", "order"))
    places = {other.pk: place for place, other in enumerate(lessons)}
    place = places.get(lesson.pk)
    if place is None:
        return None, None
    before = lessons[place - 1] if place > 0 else None
    after = lessons[place + 1] if place + 1 < len(lessons) else None
    return before, after
