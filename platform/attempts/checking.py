"""Check one answer while the attempt goes on, try it again, or take another variant of its item.

The first mark of an item stays the one that is counted: what is tried again with the explanation in view measures
nothing.
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attempts.errors import ClosedError
from attempts.models import Attempt, Response
from attempts.services import FINISHED, SETTLED, close_if_overdue, lock, settle
from content.models.quizzes import Feedback
from scoring.snapshots import freeze

AT_THE_END = gettext_lazy("Answers to this quiz are marked when it is finished.")


def check(*, attempt: Attempt, position: int) -> None:
    """Mark one answer now, where feedback is immediate. An unanswered question is left alone.

    Raises:
        ClosedError: the attempt is finished, or its feedback comes later.
    """
    close_if_overdue(attempt, timezone.now())
    with transaction.atomic():
        locked, response = _open(attempt, position)
        if response.answer is None or response.latest_mark is not None:
            return
        settle(locked, response)
        response.save(update_fields=SETTLED)


def try_again(*, attempt: Attempt, position: int) -> None:
    """Open a checked answer again; practice only. The answer stays, to be changed.

    Raises:
        ClosedError: the attempt is finished, or is no practice.
    """
    close_if_overdue(attempt, timezone.now())
    with transaction.atomic():
        locked, response = _open(attempt, position)
        _refuse_unless_practice(locked)
        _reopen(response)
        response.save(update_fields=["latest_mark", "revision"])


def vary(*, attempt: Attempt, position: int) -> None:
    """Draw the item's numbers and order anew and take its answer away; practice only.

    Raises:
        ClosedError: the attempt is finished, or is no practice.
    """
    close_if_overdue(attempt, timezone.now())
    with transaction.atomic():
        locked, response = _open(attempt, position)
        _refuse_unless_practice(locked)
        locked.items[position - 1] = freeze(response.item.entry(), seed=secrets.randbelow(2**31))
        locked.save(update_fields=["items"])
        _reopen(response)
        response.answer = None
        response.save(update_fields=["answer", "latest_mark", "revision"])


def _open(attempt: Attempt, position: int) -> tuple[Attempt, Response]:
    locked = lock(attempt)
    if locked.is_finished:
        raise ClosedError(FINISHED)
    if locked.policy is not Feedback.IMMEDIATELY:
        raise ClosedError(AT_THE_END)
    return locked, locked.responses.select_related("item").get(position=position)


def _refuse_unless_practice(attempt: Attempt) -> None:
    if not attempt.is_practice:
        raise ClosedError(_("Only practice can be tried again."))


def _reopen(response: Response) -> None:
    response.latest_mark = None
    response.revision += 1
