"""What the pages gather that lead to lessons: glossary, concepts, questions; each function costs constant queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.safestring import SafeString

from content.markdown import render
from content.models import Concept, Lab, LearningPath, Lesson, Question, Quiz, Term
from content.models.paths import PathKind


@dataclass(frozen=True, slots=True)
class Defined:
    """A term, what it means as HTML, and the published lesson that explains it."""

    term: Term
    meaning: SafeString
    lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with one letter; `name` is # for those that begin with none."""

    name: str
    terms: tuple[Defined, ...]


def glossary() -> list[Letter]:
    """Give all terms from A to Z. Two queries."""
    terms = sorted(Term.objects.all(), key=lambda term: (_letter(term), term.title.casefold()))
    lessons = published([term.lesson for term in terms])
    defined = (Defined(term, render(term.text), lessons.get(term.lesson)) for term in terms)
    return [Letter(name, tuple(group)) for name, group in groupby(defined, key=lambda entry: _letter(entry.term))]


def _letter(term: Term) -> str:
    first = term.title[:1].upper()
    return first if first.isalpha() else "#"


def published(slugs: Iterable[str]) -> dict[str, Lesson]:
    """Return the published lessons among `slugs`, by slug. One query."""
    lessons = Lesson.objects.filter(is_published=True, slug__in={slug for slug in slugs if slug})
    return {lesson.slug: lesson for lesson in lessons.only("slug", "title", "summary", "level", "order")}


def concepts() -> QuerySet[Concept]:
    """Give all concepts with how many lessons and labs teach them."""
    return Concept.objects.annotate(
        lesson_count=Count("lessons", filter=Q(lessons__is_published=True), distinct=True),
        lab_count=Count("labs", filter=Q(labs__is_published=True), distinct=True),
    ).order_by("title")  # a query that counts drops the model's own order


def concepts_of_lessons() -> QuerySet[Concept]:
    """Give the concepts that some published lesson teaches."""
    return Concept.objects.filter(lessons__is_published=True).distinct().only("slug", "title")


def concepts_gathered() -> QuerySet[Concept]:
    """Give concepts with everything published that is about them. Six queries."""
    shown = Q(is_published=True)
    return Concept.objects.prefetch_related(
        Prefetch("prerequisites", Concept.objects.only("slug", "title")),
        Prefetch("unlocks", Concept.objects.only("slug", "title")),
        Prefetch("lessons", Lesson.objects.filter(shown).only("slug", "title", "summary", "level", "order")),
        Prefetch("labs", Lab.objects.filter(shown).only("slug", "title", "summary", "minutes", "order")),
        Prefetch("questions", Question.objects.filter(shown).only("slug", "title", "order")),
    )


def quizzes_about(concept: Concept) -> QuerySet[Quiz]:
    """Give the published quizzes that ask about a concept, with the number of such items as `asked`."""
    asked = Count("items", filter=Q(items__concepts=concept, items__is_retired=False), distinct=True)
    quizzes = Quiz.objects.filter(is_published=True).annotate(asked=asked).filter(asked__gt=0)
    return quizzes.order_by("title").only("slug", "title")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the FAQ with its short answer and the published lessons that give the long one."""

    number: int
    question: str
    answer: str
    lessons: tuple[Lesson, ...]


def questions_and_answers() -> tuple[str, list[Answered]]:
    """Give the FAQ's summary and its questions in order; several such paths follow each other. Two queries."""
    paths = list(LearningPath.objects.filter(kind=PathKind.FAQ))
    stages = [stage for path in paths for stage in path.stages]
    lessons = published(slug for stage in stages for slug in stage["lessons"])
    answered = [
        Answered(
            number,
            stage["title"],
            stage["summary"],
            tuple(lessons[slug] for slug in stage["lessons"] if slug in lessons),
        )
        for number, stage in enumerate(stages, 1)
    ]
    return " ".join(path.summary for path in paths), answered
