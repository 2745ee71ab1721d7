"""Start an attempt, keep its answers, check one of them, finish it.

Every writer locks the attempt's row first, so that a save, a check and the end of an attempt never interleave.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from attempts import selectors
from attempts.errors import AttemptError, ClosedError, ConflictError, EmptyQuizError
from attempts.models import Attempt, Response, State
from content.models import Quiz
from content.models.quizzes import Behaviour
from scoring.answers import clean_answer
from scoring.marks import mark
from scoring.numbers import AnswerError
from scoring.snapshots import freeze, thaw


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as it came in, and the revision of the stored answer that its sender had seen."""

    answer: object
    revision: int


Drafts = Mapping[int, Draft]  # by the item's position


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of some drafts: the attempt's responses by position, and a problem for each draft refused."""

    responses: Mapping[int, Response]
    problems: Mapping[int, AttemptError | AnswerError]


def start(*, learner: User, quiz: Quiz) -> Attempt:
    """Resume the learner's open attempt at a quiz, or start one.

    Raises:
        EmptyQuizError: the quiz has no items.
    """
    finish_overdue(learner=learner, quiz=quiz)
    opened = Attempt.objects.filter(learner=learner, quiz=quiz, state=State.IN_PROGRESS).first()
    if opened:
        return opened
    try:
        with transaction.atomic():
            return _create(learner, quiz)
    except IntegrityError:  # a second click won the race; its attempt is the one to go on with
        return Attempt.objects.get(learner=learner, quiz=quiz, state=State.IN_PROGRESS)


def _create(learner: User, quiz: Quiz) -> Attempt:
    items = selectors.item_entries(quiz)
    if not items:
        raise EmptyQuizError
    seed = secrets.randbelow(2**31)
    now = timezone.now()
    attempt = Attempt.objects.create(
        learner=learner,
        quiz=quiz,
        behaviour=quiz.behaviour,
        seed=seed,
        items=[freeze(entry, seed=seed) for _, entry in items],
        started_at=now,
        due_at=now + timedelta(minutes=quiz.minutes) if quiz.minutes else None,
        max_score=math.fsum(entry.points for _, entry in items),
    )
    Response.objects.bulk_create(
        Response(attempt=attempt, item=row, position=position) for position, (row, _) in enumerate(items, start=1)
    )
    return attempt


def save_answers(*, attempt: Attempt, drafts: Drafts, now: datetime | None = None) -> Saved:
    """Keep the drafts that changed something; the others, and those with a problem, change nothing.

    Raises:
        ClosedError: the attempt is finished, or its time is up, which finishes it.
    """
    now = now or timezone.now()
    _close_if_overdue(attempt, now)
    with transaction.atomic():
        locked = _lock(attempt)
        if locked.is_finished:
            raise ClosedError("This attempt is finished; it takes no more answers.")
        responses = {response.position: response for response in locked.responses.all()}
        problems: dict[int, AttemptError | AnswerError] = {}
        changed: list[Response] = []
        for position, draft in drafts.items():
            try:
                changed += _apply(responses[position], locked, draft, now)
            except (AttemptError, AnswerError) as problem:
                problems[position] = problem
        for response in changed:  # bulk_update would write None as JSON's null, which `isnull` does not find
            response.save(update_fields=["answer", "revision", "saved_at"])
    return Saved(responses, problems)


def _apply(response: Response, attempt: Attempt, draft: Draft, now: datetime) -> list[Response]:
    """Put a draft on its response; give the response back in a list if that changed it."""
    answer = clean_answer(thaw(attempt.items[response.position - 1]), draft.answer)
    if answer == response.answer:  # also a retry whose first try did arrive
        return []
    if response.mark is not None:
        raise ClosedError("This answer has been checked and stays as it is.")
    if response.revision != draft.revision:
        raise ConflictError(answer=response.answer, revision=response.revision)
    response.answer = answer
    response.revision += 1
    response.saved_at = now
    return [response]


def check(*, attempt: Attempt, position: int) -> None:
    """Mark one answer now, for good; practice only. An unanswered question is left alone.

    Raises:
        ClosedError: the attempt is finished, or its behaviour keeps feedback for the end.
    """
    _close_if_overdue(attempt, timezone.now())
    with transaction.atomic():
        locked = _lock(attempt)
        if locked.is_finished or locked.behaviour != Behaviour.PRACTICE:
            raise ClosedError("Answers to this quiz are marked when it is finished.")
        response = locked.responses.get(position=position)
        if response.answer is None or response.mark is not None:
            return
        response.mark = _mark(locked, response)
        response.save(update_fields=["mark"])


def finish(*, attempt: Attempt, now: datetime | None = None) -> Attempt:
    """Mark everything and close the attempt; a second call changes nothing."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = _lock(attempt)
        if locked.is_finished:
            return locked
        responses = list(locked.responses.all())
        for response in responses:
            if response.mark is None:
                response.mark = _mark(locked, response)
        Response.objects.bulk_update(responses, ["mark"])
        locked.score = math.fsum(response.mark or 0.0 for response in responses)
        locked.state = State.FINISHED
        locked.finished_at = min(now, locked.due_at) if locked.due_at else now
        locked.save(update_fields=["score", "state", "finished_at"])
    return locked


def finish_overdue(*, learner: User, quiz: Quiz) -> None:
    """Finish the learner's open attempt at a quiz if its time has run out."""
    now = timezone.now()
    for attempt in Attempt.objects.filter(learner=learner, quiz=quiz, state=State.IN_PROGRESS, due_at__lt=now):
        if attempt.is_overdue(now):
            finish(attempt=attempt, now=now)


def _close_if_overdue(attempt: Attempt, now: datetime) -> None:
    """Finish an overdue attempt in a transaction of its own: the refusal that follows must not undo it."""
    if attempt.is_overdue(now):
        finish(attempt=attempt, now=now)
        raise ClosedError("The time for this quiz is up. The answers that arrived in time have been marked.")


def _lock(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update().get(pk=attempt.pk)


def _mark(attempt: Attempt, response: Response) -> float:
    return mark(thaw(attempt.items[response.position - 1]), response.answer)
