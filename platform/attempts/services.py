"""Start an attempt, keep its answers, finish it.

Every writer locks the attempt's row first, so that a save, a check and the end of an attempt never interleave.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from attempts import selectors
from attempts.errors import AttemptError, ClosedError, ConflictError, EmptyQuizError
from attempts.models import Attempt, Certainty, Response, State
from content.models import Quiz
from content.models.quizzes import Behaviour
from scoring.answers import clean_answer
from scoring.marks import RIGHT, certainty_mark, mark
from scoring.numbers import AnswerError
from scoring.picked import picked, variant
from scoring.snapshots import freeze, thaw

FINISHED = gettext_lazy("This attempt is finished; it takes no more answers.")
SETTLED = ("mark", "latest_mark", "picked", "variant")  # what `settle` sets


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as it came in, and the revision of the stored answer that its sender had seen."""

    answer: object
    revision: int
    certainty: int | None = None


Drafts = Mapping[int, Draft]  # by the item's position


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of some drafts: the attempt's responses by position, and a problem for each draft refused."""

    responses: Mapping[int, Response]
    problems: Mapping[int, AttemptError | AnswerError]


def start(*, learner: User, quiz: Quiz) -> Attempt:
    """Resume the learner's open attempt at a quiz, or start one.

    Raises:
        EmptyQuizError: the quiz has no items, or the bank that it draws them from is too small.
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
    seed = secrets.randbelow(2**31)
    items = selectors.asked_items(quiz, seed=seed)
    if not items:
        raise EmptyQuizError
    now = timezone.now()
    points = math.fsum(entry.points for _, entry in items)
    attempt = Attempt.objects.create(
        learner=learner,
        quiz=quiz,
        behaviour=quiz.behaviour,
        negative=quiz.negative,
        seed=seed,
        items=[freeze(entry, seed=seed) for _, entry in items],
        started_at=now,
        due_at=selectors.due_at(learner, quiz, started_at=now),
        max_score=points * RIGHT[Certainty.SURE] if quiz.behaviour == Behaviour.CERTAINTY else points,
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
    close_if_overdue(attempt, now)
    with transaction.atomic():
        locked = lock(attempt)
        if locked.is_finished:
            raise ClosedError(FINISHED)
        responses = {response.position: response for response in locked.responses.all()}
        problems: dict[int, AttemptError | AnswerError] = {}
        changed: list[Response] = []
        for position, draft in drafts.items():
            try:
                changed += _apply(responses[position], locked, draft, now)
            except (AttemptError, AnswerError) as problem:
                problems[position] = problem
        for response in changed:  # bulk_update would write None as JSON's null, which `isnull` does not find
            response.save(update_fields=["answer", "certainty", "revision", "saved_at"])
    return Saved(responses, problems)


def _apply(response: Response, attempt: Attempt, draft: Draft, now: datetime) -> list[Response]:
    """Put a draft on its response; give the response back in a list if that changed it."""
    answer = clean_answer(thaw(attempt.items[response.position - 1]), draft.answer)
    certainty = _certainty(attempt, draft)
    if (answer, certainty) == (response.answer, response.certainty):  # also a retry whose first try did arrive
        return []
    if response.latest_mark is not None:
        raise ClosedError(_("This answer has been checked and stays as it is."))
    if response.revision != draft.revision:
        raise ConflictError(answer=response.answer, certainty=response.certainty, revision=response.revision)
    response.answer, response.certainty = answer, certainty
    response.revision += 1
    response.saved_at = now
    return [response]


def _certainty(attempt: Attempt, draft: Draft) -> int | None:
    if not attempt.asks_certainty or draft.certainty is None:
        return None
    if draft.certainty not in Certainty.values:
        raise AnswerError("Say how sure you are by one of the three levels shown.")
    return draft.certainty


def flag(*, attempt: Attempt, position: int, is_flagged: bool) -> None:
    """Note that the learner wants to come back to an item, or no longer does. No revision: a flag is no answer.

    Raises:
        ClosedError: the attempt is finished, or its time is up, which finishes it.
    """
    close_if_overdue(attempt, timezone.now())
    if not attempt.responses.filter(position=position, attempt__state=State.IN_PROGRESS).update(is_flagged=is_flagged):
        raise ClosedError(FINISHED)


def finish(*, attempt: Attempt, now: datetime | None = None) -> Attempt:
    """Mark everything and close the attempt; a second call changes nothing. Practice is left without a score."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = lock(attempt)
        if locked.is_finished:
            return locked
        responses = list(locked.responses.all())
        for response in responses:
            settle(locked, response)
        Response.objects.bulk_update(responses, SETTLED)
        locked.score = None if locked.is_practice else math.fsum(_earned(locked, response) for response in responses)
        locked.counted_total = math.fsum(response.mark or 0.0 for response in responses) if _counts(locked) else None
        locked.state = State.FINISHED
        locked.finished_at = min(now, locked.due_at) if locked.due_at else now
        locked.save(update_fields=["score", "counted_total", "state", "finished_at"])
    return locked


def _counts(attempt: Attempt) -> bool:
    """Tell whether statistics count an attempt that ends now: no practice, and the first that its learner finishes."""
    if attempt.is_practice:
        return False
    own = Attempt.objects.filter(learner=attempt.learner_id, quiz=attempt.quiz_id, state=State.FINISHED)
    return not own.exclude(behaviour=Behaviour.PRACTICE).exists()


def settle(attempt: Attempt, response: Response) -> None:
    """Mark the answer as it stands; the first mark is the one that stays. Nothing is saved."""
    if response.latest_mark is not None:
        return
    snapshot = attempt.items[response.position - 1]
    response.latest_mark = mark(thaw(snapshot), response.answer, negative=attempt.negative)
    if response.mark is None:
        response.mark = response.latest_mark
        response.picked = picked(snapshot, response.answer)
        response.variant = variant(snapshot)


def _earned(attempt: Attempt, response: Response) -> float:
    """Return what an answer adds to the score."""
    earned = response.mark or 0.0
    if not attempt.asks_certainty or response.answer is None:
        return earned
    return certainty_mark(earned, attempt.items[response.position - 1]["points"], response.certainty)


def finish_overdue(*, learner: User, quiz: Quiz) -> None:
    """Finish the learner's open attempt at a quiz if its time has run out."""
    now = timezone.now()
    for attempt in Attempt.objects.filter(learner=learner, quiz=quiz, state=State.IN_PROGRESS, due_at__lt=now):
        if attempt.is_overdue(now):
            finish(attempt=attempt, now=now)


def extend_open_attempts(*, learner: User) -> None:
    """Give a learner's open attempts the time that their extensions allow today."""
    with transaction.atomic():
        timed = Attempt.objects.filter(learner=learner, state=State.IN_PROGRESS, due_at__isnull=False)
        for attempt in timed.select_related("quiz").select_for_update(of=("self",)):
            attempt.due_at = selectors.due_at(learner, attempt.quiz, started_at=attempt.started_at)
            attempt.save(update_fields=["due_at"])


def close_if_overdue(attempt: Attempt, now: datetime) -> None:
    """Finish an overdue attempt in a transaction of its own: the refusal that follows must not undo it.

    Raises:
        ClosedError: it was overdue.
    """
    if attempt.is_overdue(now):
        finish(attempt=attempt, now=now)
        raise ClosedError(_("The time for this quiz is up. The answers that arrived in time have been marked."))


def lock(attempt: Attempt) -> Attempt:
    """Read the attempt anew, with its quiz, and keep other writers out until the transaction ends."""
    return Attempt.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=attempt.pk)
