"""Sweeping: nothing stays behind, nothing is done twice, and a long queue is no loss."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from submissions import queues, services
from submissions.models import Submission
from submissions.services.sweeping import Swept

HandIn = Callable[..., Submission]


def run_out_the_lease() -> None:
    Submission.objects.filter(state="running").update(lease_until=timezone.now() - timedelta(seconds=1))


def wait_unheard(seconds: float = 60) -> None:
    Submission.objects.update(rung_at=timezone.now() - timedelta(seconds=seconds))


def test_a_row_of_a_killed_worker_is_queued_again(ada: User, hand_in: HandIn, rings: list[UUID]) -> None:
    submission = hand_in(ada)
    services.claim(submission.pk)
    run_out_the_lease()
    assert services.sweep() == Swept(requeued=1)
    submission.refresh_from_db()
    assert (submission.state, submission.started_at) == ("queued", None)
    assert rings == [submission.pk]
    assert services.sweep() == Swept()


def test_a_row_whose_lease_holds_is_left_alone(ada: User, hand_in: HandIn) -> None:
    services.claim(hand_in(ada).pk)
    assert services.sweep() == Swept()


def test_the_third_lost_worker_makes_it_our_error_and_tells_the_operator(
    ada: User, hand_in: HandIn, caplog: pytest.LogCaptureFixture
) -> None:
    submission = hand_in(ada)
    for _ in range(3):
        assert services.claim(submission.pk)
        run_out_the_lease()
        last = services.sweep()
    assert last == Swept(given_up=1)
    submission.refresh_from_db()
    assert (submission.state, submission.verdict, submission.deliveries) == ("finished", "internal_error", 3)
    assert [(record.levelno, str(submission.pk) in record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, True)
    ]


def test_a_row_nobody_heard_of_is_rung_for_again(ada: User, hand_in: HandIn, rings: list[UUID]) -> None:
    submission = hand_in(ada)
    assert services.sweep() == Swept()
    wait_unheard()
    assert services.sweep() == Swept(rung=1)
    assert services.sweep() == Swept()
    assert rings == [submission.pk]


def test_waiting_long_in_a_full_queue_is_no_loss(
    ada: User, hand_in: HandIn, rings: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(ada)
    monkeypatch.setattr(queues, "length", lambda device: 1)
    wait_unheard(3600)
    assert services.sweep() == Swept()
    assert rings == []


def test_a_broker_that_is_down_costs_no_delivery(ada: User, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(device: str) -> int:
        raise OperationalError

    submission = hand_in(ada)
    monkeypatch.setattr(queues, "length", unreachable)
    monkeypatch.setattr(queues, "ring", lambda submission_id, device: False)
    for _ in range(5):
        wait_unheard()
        assert services.sweep() == Swept()
    submission.refresh_from_db()
    assert (submission.state, submission.deliveries) == ("queued", 0)


def test_a_cancelled_row_is_not_swept(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    services.cancel(submission=submission)
    wait_unheard()
    assert services.sweep() == Swept()
