"""What to do next, derived from what a learner has done; no queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from content.models import Lesson
from mastery.selectors import LabState, Progress


@dataclass(frozen=True, slots=True)
class Step:
    """Something worth doing: `why` is a sentence, `action` the words on the link."""

    kind: str
    title: str
    why: str
    action: str
    url: str


def next_steps(state: Progress, limit: int = 3) -> list[Step]:
    """Finish what is open, newest lab first; then the first lesson with work left; then a question to rehearse."""
    steps: dict[str, Step] = {}
    for step in _all(state):
        steps.setdefault(step.url, step)
    return list(islice(steps.values(), limit))


def _all(state: Progress) -> Iterator[Step]:
    for row in state.quizzes:
        if row.is_open:
            why = "You have begun it; your answers are kept."
            yield Step("Quiz", row.quiz.title, why, "Finish the quiz", row.quiz.get_absolute_url())
    begun = [(lab.tried_at, lab) for lab in state.labs if lab.tried_at and not lab.is_passed]
    for _, lab in sorted(begun, key=lambda pair: pair[0], reverse=True):
        yield Step("Lab", lab.lab.title, _how_far(lab), "Go on with the lab", lab.lab.get_absolute_url())
    lesson = next((lesson for lesson in state.lessons if _work_left(lesson, state)), None)
    if lesson:
        yield Step("Lesson", lesson.title, lesson.summary, "Read the lesson", lesson.get_absolute_url())
        yield from _work_left(lesson, state)
    if question := state.questions.next:
        why = "Answer it as if somebody asked you, then mark yourself point by point."
        yield Step("Question", question.title, why, "Rehearse the answer", question.get_absolute_url())


def _work_left(lesson: Lesson, state: Progress) -> list[Step]:
    """The lesson's quizzes never finished and its labs not passed yet."""
    quizzes = [row.quiz for row in state.quizzes if row.quiz.lesson_id == lesson.pk and row.best is None]
    labs = [row.lab for row in state.labs if row.lab.lesson_id == lesson.pk and not row.is_passed]
    return [
        *(Step("Quiz", quiz.title, "See what stayed.", "Take the quiz", quiz.get_absolute_url()) for quiz in quizzes),
        *(Step("Lab", lab.title, lab.summary, "Open the lab", lab.get_absolute_url()) for lab in labs),
    ]


def _how_far(state: LabState) -> str:
    if not state.best:
        return "You have handed in code; no check has passed yet."
    return f"{state.best:g} of {state.lab.points:g} points so far; the report says what is missing."
