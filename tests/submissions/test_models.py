"""Rows: what the database itself refuses, and that our words match the grader's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from grader import verdicts
from submissions.models import Submission, Verdict


def test_every_verdict_of_the_grader_has_words() -> None:
    assert set(Verdict.values) == {verdict.value for verdict in verdicts.Verdict}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "finished"},
        {"verdict": "passed"},
        {"state": "cancelled", "verdict": "failed"},
        {"state": "running"},
        {"claim": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_a_state_that_contradicts_itself_is_refused(
    ada: User, hand_in: Callable[..., Submission], fields: dict[str, str]
) -> None:
    submission = hand_in(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(**fields)
