"""What a finished attempt says about its learner: by level and concept, among others, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, Count, F, FloatField, Manager, Q, When

from attempts.models import Attempt, State
from content.models import Concept, Lab, Lesson
from content.models.authored import Level
from content.models.quizzes import Behaviour
from scoring.statistics import percentile

ATTEMPTS_TO_COMPARE = 20
WEAK = 0.8  # a concept with less than this share of its points is worth going back to
MOST_NEXT = 3
_Row = TypeVar("_Row", Lesson, Lab)
SAME = 1e-9  # scores this close are equal: sums of thirds differ in their last bits


@dataclass(frozen=True, slots=True)
class Line:
    """How one level or concept went. `share` is of the points, from 0 to 1."""

    name: str
    title: str
    items: int
    points: float
    earned: float

    @property
    def share(self) -> float:
        return max(0.0, self.earned) / self.points if self.points else 0.0

    @property
    def percent(self) -> int:
        return int(100 * self.share + 1e-9)


@dataclass(frozen=True, slots=True)
class Next:
    """A weak concept and where to work on it."""

    line: Line
    lesson: Lesson | None
    lab: Lab | None


@dataclass(frozen=True, slots=True)
class Report:
    """`percentile` None means that fewer than twenty attempts at the quiz have been finished, `finished` says how many.

    A percentile of 70 means: better than 70 of 100 finished attempts, those with the same score counted half.
    """

    levels: tuple[Line, ...]
    concepts: tuple[Line, ...]
    next_steps: tuple[Next, ...]
    finished: int
    percentile: int | None
    needed: int = ATTEMPTS_TO_COMPARE


def report(attempt: Attempt, marks: Mapping[int, float]) -> Report | None:
    """Report on a finished attempt from its marks by position; None for practice. Four queries."""
    if attempt.behaviour == Behaviour.PRACTICE or not attempt.is_finished or attempt.score is None:
        return None
    titles = {concept.slug: concept.title for concept in Concept.objects.all()}
    levels = _lines(attempt, marks, lambda item: [item["level"]], {level.value: str(level.label) for level in Level})
    concepts = _lines(attempt, marks, lambda item: item["concepts"], titles)
    finished, place = _place(attempt)
    return Report(
        levels=tuple(sorted(levels, key=lambda line: list(Level).index(Level(line.name)))),
        concepts=tuple(sorted(concepts, key=lambda line: (line.share, -line.points, line.title))),
        next_steps=_next_steps(concepts),
        finished=finished,
        percentile=place,
    )


def _lines(
    attempt: Attempt,
    marks: Mapping[int, float],
    names_of: Callable[[Mapping[str, Any]], Sequence[str]],
    titles: Mapping[str, str],
) -> list[Line]:
    sums: dict[str, tuple[int, float, float]] = {}
    for position, item in enumerate(attempt.items, 1):
        for name in names_of(item):
            count, points, earned = sums.get(name, (0, 0.0, 0.0))
            sums[name] = (count + 1, points + item["points"], earned + marks.get(position, 0.0))
    return [Line(name, titles.get(name, name), *found) for name, found in sums.items()]


def _next_steps(concepts: Iterable[Line]) -> tuple[Next, ...]:
    """Choose the weakest concepts that a published lesson or lab is about."""
    weak = sorted(
        (line for line in concepts if line.share < WEAK), key=lambda line: (line.share, -line.points, line.title)
    )
    lessons, labs = _by_concept(Lesson.objects, weak), _by_concept(Lab.objects, weak)
    steps = (Next(line, lessons.get(line.name), labs.get(line.name)) for line in weak)
    return tuple([step for step in steps if step.lesson or step.lab][:MOST_NEXT])


def _by_concept(rows: Manager[_Row], weak: Sequence[Line]) -> dict[str, _Row]:
    """Return the first published row about each of the concepts. One query."""
    about = rows.filter(is_published=True, concepts__slug__in=[line.name for line in weak])
    first: dict[str, _Row] = {}
    for row in about.annotate(concept=F("concepts__slug")).order_by("order", "title").only("slug", "title"):
        first.setdefault(row.concept, row)
    return first


def _place(attempt: Attempt) -> tuple[int, int | None]:
    """Return how many attempts at the quiz are finished, and among how many percent this one is better. One query."""
    finished = Attempt.objects.filter(quiz=attempt.quiz_id, state=State.FINISHED, score__isnull=False, max_score__gt=0)
    share = Case(When(max_score__gt=0, then=F("score") / F("max_score")), output_field=FloatField())
    own = (attempt.score or 0.0) / attempt.max_score if attempt.max_score else 0.0
    counts = finished.annotate(share=share).aggregate(
        all=Count("pk"),
        below=Count("pk", filter=Q(share__lt=own - SAME)),
        equal=Count("pk", filter=Q(share__gte=own - SAME, share__lte=own + SAME)),
    )
    if counts["all"] < ATTEMPTS_TO_COMPARE:
        return counts["all"], None
    return counts["all"], int(percentile(below=counts["below"], equal=counts["equal"], attempts=counts["all"]))
