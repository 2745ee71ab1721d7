"""What to do next, derived from what a learner has done; no queries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Lesson, Quiz
from mastery.selectors import LabState, LessonState, Progress

CHARACTERS_PER_MINUTE = 1200
ITEM_MINUTES = 1
REHEARSAL_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Step:
    """Something worth doing: `why` is a sentence, `action` the words on the link, `minutes` a guess.

    What `can_pause` may be left in the middle without loss; what `is_begun` was.
    """

    kind: str
    title: str
    why: str
    action: str
    url: str
    minutes: int
    can_pause: bool = True
    is_begun: bool = False


def open_steps(state: Progress) -> list[Step]:
    """Return what was begun and not finished: quizzes, then labs, the one touched last first."""
    quizzes = [
        _quiz_step(row.quiz, _("Your answers are kept."), _("Finish the quiz"), is_begun=True)
        for row in state.quizzes
        if row.is_open
    ]
    begun = [(lab.touched_at, lab) for lab in state.labs if lab.touched_at and not lab.is_passed]
    newest = sorted(begun, key=lambda pair: pair[0], reverse=True)
    labs = [_lab_step(lab, _how_far(lab), _("Go on with the lab"), is_begun=True) for _at, lab in newest]
    return [*quizzes, *labs]


def new_steps(state: Progress) -> Iterator[Step]:
    """Yield what comes next: a lesson and its work, a question to rehearse, the other lessons, what belongs to none.

    Lessons about what was missed come first. A lesson waits until something was done for each that it builds on.
    """
    left = [one for one in state.lessons if not one.is_read or any(_work_left(state, one.lesson))]
    new = {one.lesson.pk for one in left if _is_new(one, state)}
    ready = [one for one in left if not any(first.pk in new for first in one.lesson.prerequisites.all())]
    lessons = sorted(ready or left, key=lambda one: -one.missed)
    for place, one in enumerate(lessons):
        yield from _lesson_steps(one, state)
        if place == 0:
            yield from _question_steps(state)
    if not lessons:
        yield from _question_steps(state)
    yield from _work_left(state, None)


def _lesson_steps(one: LessonState, state: Progress) -> Iterator[Step]:
    lesson = one.lesson
    if _is_new(one, state) or one.missed:
        minutes = math.ceil(one.characters / CHARACTERS_PER_MINUTE) or 1
        yield Step(_("Lesson"), lesson.title, _why(one), _("Read the lesson"), lesson.get_absolute_url(), minutes)
    yield from _work_left(state, lesson)


def _work_left(state: Progress, lesson: Lesson | None) -> Iterator[Step]:
    """Yield the quizzes never taken and the labs never tried of a lesson, or with None those of no published lesson."""
    published = {one.lesson.pk for one in state.lessons}
    named = {"lesson": lesson.title if lesson else ""}
    for row in state.quizzes:
        if _belongs(row.quiz.lesson_id, lesson, published) and row.best is None and not row.is_open:
            why = _("It shows what stayed of “%(lesson)s”.") if lesson else _("It asks about several lessons.")
            yield _quiz_step(row.quiz, why % named, _("Take the quiz"))
    for lab in state.labs:
        if _belongs(lab.lab.lesson_id, lesson, published) and not lab.is_passed and not lab.touched_at:
            why = _("It puts “%(lesson)s” into code.") if lesson else _("It draws on several lessons.")
            yield _lab_step(lab, why % named, _("Open the lab"))


def _belongs(lesson_id: int | None, lesson: Lesson | None, published: set[int]) -> bool:
    return lesson_id == lesson.pk if lesson else lesson_id not in published


def _question_steps(state: Progress) -> Iterator[Step]:
    if question := state.questions.next:
        why = _("Answer it as if somebody asked you, then mark yourself point by point.")
        url = question.get_absolute_url()
        yield Step(_("Interview question"), question.title, why, _("Rehearse the answer"), url, REHEARSAL_MINUTES)


def _quiz_step(quiz: Quiz, why: str, action: str, *, is_begun: bool = False) -> Step:
    """Describe a quiz: it takes the time it gives, else a minute for each of its items."""
    items: int = quiz.pool_count or quiz.item_count  # type: ignore[attr-defined]  # annotated
    minutes = quiz.minutes or max(1, ITEM_MINUTES * items)
    return Step(
        _("Quiz"), quiz.title, why, action, quiz.get_absolute_url(), minutes,
        can_pause=not quiz.minutes, is_begun=is_begun,
    )  # fmt: skip


def _lab_step(state: LabState, why: str, action: str, *, is_begun: bool = False) -> Step:
    url = state.lab.get_absolute_url()
    return Step(_("Lab"), state.lab.title, why, action, url, state.lab.minutes, is_begun=is_begun)


def _is_new(one: LessonState, state: Progress) -> bool:
    """Tell whether nothing at all was done for a lesson yet."""
    key = one.lesson.pk
    is_asked = any(row.quiz.lesson_id == key and (row.is_open or row.best is not None) for row in state.quizzes)
    is_coded = any(lab.lab.lesson_id == key and lab.touched_at for lab in state.labs)
    return not (one.is_read or is_asked or is_coded)


def _why(one: LessonState) -> str:
    if one.missed:
        said = ngettext(
            "You missed %(count)d question about it.", "You missed %(count)d questions about it.", one.missed
        )
        return said % {"count": one.missed}
    before = [first.title for first in one.lesson.prerequisites.all()]
    if not before:
        return _("Nothing has to be known before it.")
    return _("It builds on what you have done: %(lessons)s.") % {"lessons": get_text_list(before, _("and"))}


def _how_far(state: LabState) -> str:
    if state.tried_at is None:
        return _("Your draft is kept; nothing is handed in yet.")
    if not state.best:
        return _("You have handed in code; no check has passed yet.")
    figures = {"points": f"{state.best:g}", "all": f"{state.lab.points:g}"}
    return _("%(points)s of %(all)s points so far; the report says what is missing.") % figures
