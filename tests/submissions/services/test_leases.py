"""Leases: one worker at a time, one verdict at most, whoever comes late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from grader.report import Report
from grader.verdicts import Verdict
from submissions import services
from submissions.models import Submission

HandIn = Callable[..., Submission]
Reports = Callable[..., Report]


def claimed(submission: Submission) -> services.Claim:
    claim = services.claim(submission.pk)
    assert claim is not None
    return claim


def test_of_two_workers_one_gets_the_row(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    assert services.claim(submission.pk) is not None
    assert services.claim(submission.pk) is None
    submission.refresh_from_db()
    assert (submission.state, submission.deliveries) == ("running", 1)
    assert submission.started_at is not None


@pytest.mark.django_db
def test_an_unknown_row_is_not_claimed() -> None:
    assert services.claim(uuid4()) is None


def test_renewing_moves_the_lease_on(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    claim = claimed(submission)
    Submission.objects.update(lease_until=timezone.now())
    assert services.renew(claim)
    submission.refresh_from_db()
    assert submission.lease_until is not None
    assert submission.lease_until > timezone.now() + timedelta(seconds=20)


def test_a_report_is_written_once(ada: User, hand_in: HandIn, report: Reports) -> None:
    submission = hand_in(ada)
    claim = claimed(submission)
    assert services.finish(claim, report(Verdict.PASSED))
    assert not services.finish(claim, report(Verdict.FAILED))
    assert not services.renew(claim)
    submission.refresh_from_db()
    assert (submission.state, submission.verdict, submission.points) == ("finished", "passed", 10.0)
    assert submission.report is not None
    assert submission.report["seed"] == 7


def test_a_worker_that_lost_its_claim_writes_nothing(ada: User, hand_in: HandIn, report: Reports) -> None:
    submission = hand_in(ada)
    late = claimed(submission)
    Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    services.sweep()
    current = claimed(submission)
    assert not services.renew(late)
    assert not services.progress(late, {"step": 1})
    assert not services.finish(late, report(Verdict.FAILED))
    assert not services.give_back(late)
    assert services.finish(current, report(Verdict.PASSED))
    submission.refresh_from_db()
    assert (submission.verdict, submission.deliveries) == ("passed", 2)


def test_a_cancelled_run_cannot_finish(ada: User, hand_in: HandIn, report: Reports) -> None:
    submission = hand_in(ada)
    claim = claimed(submission)
    services.cancel(submission=submission)
    assert not services.renew(claim)
    assert not services.finish(claim, report())
    submission.refresh_from_db()
    assert (submission.state, submission.verdict) == ("cancelled", "")


def test_our_own_error_is_graded_again_until_the_third_time(
    ada: User, hand_in: HandIn, rings: list[UUID], django_capture_on_commit_callbacks: Any, report: Reports
) -> None:
    submission = hand_in(ada)
    states = []
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            assert services.finish(claimed(submission), report(Verdict.INTERNAL_ERROR))
        submission.refresh_from_db()
        states.append((submission.state, submission.verdict))
    assert states == [("queued", ""), ("queued", ""), ("finished", "internal_error")]
    assert rings == [submission.pk] * 2


def test_what_a_database_refuses_is_made_storable(ada: User, hand_in: HandIn, report: Reports) -> None:
    submission = hand_in(ada)
    claim = claimed(submission)
    services.progress(claim, {"series": {"loss": [[1, float("nan")]]}})
    submission.refresh_from_db()
    assert submission.progress == {"series": {"loss": [[1, None]]}}
    services.finish(claim, report(stdout="a\x00b\ud800c"))
    submission.refresh_from_db()
    assert submission.report is not None
    assert submission.report["stdout"] == "a\ufffdb?c"
