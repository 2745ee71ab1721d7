"""Keep a draft, hand an answer in, mark it, begin again.

Every writer locks the open practice first, so that two tabs can't mark one answer twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.entries import RubricPoint
from content.models import Question
from interviews.models import Practice, State
from scoring.interviews import rubric_score, suggest

MAX_ANSWER = 20_000  # characters; a spoken answer of ten minutes is half of it


class PracticeError(Exception):
    """Why a step is refused, as a sentence for the learner."""


class StageError(PracticeError):
    """The step belongs to another stage than the one the practice is at, as after a second click or in a second tab."""


def save_draft(*, learner: User, question: Question, answer: str) -> Practice:
    """Keep what has been written so far.

    Raises:
        PracticeError: the answer is too long, or has been handed in already.
    """
    with transaction.atomic():
        practice = _open(learner, question)
        _write(practice, answer)
        practice.save(update_fields=["answer"])
    return practice


def hand_in(*, learner: User, question: Question, answer: str, gave_up: bool = False) -> Practice:
    """Close the answer and freeze the rubric it will be marked by, with the points it seems to cover ticked.

    `gave_up` is "I don't know": it needs no words and ticks nothing.

    Raises:
        PracticeError: there are no words, too many, or the answer has been handed in already.
    """
    if not answer.strip() and not gave_up:
        raise PracticeError(_("Write an answer first, or choose “I don’t know”."))
    with transaction.atomic():
        practice = _open(learner, question)
        _write(practice, answer)
        practice.gave_up = gave_up
        practice.rubric = [dict(point) for point in question.rubric]
        practice.points = [False] * len(practice.rubric) if gave_up else suggest(rubric(practice), practice.answer)
        practice.state = State.MARKING
        practice.save(update_fields=["answer", "gave_up", "rubric", "points", "state"])
    return practice


def settle(*, learner: User, question: Question, ticked: Sequence[int]) -> Practice:
    """Score the answer by the rubric points (places from 0) that the learner says it covers.

    Raises:
        StageError: no answer waits for its marks.
    """
    with transaction.atomic():
        practice = _locked(learner, question)
        if practice is None or practice.state != State.MARKING:
            raise StageError(_("There is no answer to mark: it is marked already, or not handed in yet."))
        practice.points = [place in ticked for place in range(len(practice.rubric))]
        practice.score = rubric_score(rubric(practice), practice.points)
        practice.state = State.DONE
        practice.finished_at = timezone.now()
        practice.save(update_fields=["points", "score", "state", "finished_at"])
    return practice


def rubric(practice: Practice) -> list[RubricPoint]:
    """Give the points that a practice is marked by."""
    return [_point(point) for point in practice.rubric]


def _point(point: Mapping[str, Any]) -> RubricPoint:
    return RubricPoint(point["text"], tuple(point.get("keywords", ())), bool(point.get("critical", False)))


def _locked(learner: User, question: Question) -> Practice | None:
    """Give the learner's open practice of a question, locked."""
    practices = Practice.objects.select_for_update().filter(learner=learner, question=question)
    return practices.exclude(state=State.DONE).first()


def _open(learner: User, question: Question) -> Practice:
    """Give the learner's open practice of a question, locked; begin one where there is none."""
    return _locked(learner, question) or Practice.objects.create(learner=learner, question=question)


def _write(practice: Practice, answer: str) -> None:
    if practice.state != State.ANSWERING:
        raise StageError(_("This answer is handed in already. Mark it, then practise again."))
    if len(answer) > MAX_ANSWER:
        raise PracticeError(
            _("An answer has at most %(most)s characters; this one has %(number)s.")
            % {
                "most": number_format(MAX_ANSWER, use_l10n=True, force_grouping=True),
                "number": number_format(len(answer), use_l10n=True, force_grouping=True),
            }
        )
    practice.answer = answer.strip()
