"""A change is said once it is committed, and a broker that is away stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.db import transaction

from accounts.models import User
from submissions import services
from submissions.events import announcing
from submissions.models import Submission

HandIn = Callable[..., Submission]
Reports = Callable[..., Any]


class FakeClient:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.tries = 0
        self.said: list[str] = []

    def publish(self, channel: str, message: str) -> None:
        self.tries += 1
        if self.error:
            raise self.error
        assert channel == announcing.CHANNEL
        self.said.append(message)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    fake = FakeClient()
    monkeypatch.setattr(announcing, "_client", lambda: fake)
    monkeypatch.setattr(announcing, "_silent_until", 0.0)
    return fake


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_before_the_commit(client: FakeClient) -> None:
    submission_id = uuid4()
    with transaction.atomic():
        announcing.announce(submission_id)
        assert client.said == []
    assert client.said == [str(submission_id)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_is_left_in_peace(client: FakeClient) -> None:
    client.error = redis.ConnectionError("gone")
    announcing.announce(uuid4())
    announcing.announce(uuid4())
    assert client.tries == 1


def test_each_step_of_a_submission_is_announced(
    ada: User, hand_in: HandIn, report: Reports, client: FakeClient, django_capture_on_commit_callbacks: Any
) -> None:
    submission, other = hand_in(ada), hand_in(ada)
    with django_capture_on_commit_callbacks(execute=True):
        claim = services.claim(submission.pk)
        assert claim
        services.progress(claim, {"checks": []})
        services.finish(claim, report())
        services.cancel(submission=other)
    name = str(submission.pk)
    assert client.said == [f"{name} moved", name, name, f"{other.pk} moved"]


def test_a_lost_claim_announces_nothing(
    ada: User, hand_in: HandIn, client: FakeClient, django_capture_on_commit_callbacks: Any
) -> None:
    submission = hand_in(ada)
    claim = services.claim(submission.pk)
    assert claim
    services.cancel(submission=submission)
    with django_capture_on_commit_callbacks(execute=True):
        services.progress(claim, {"checks": []})
    assert client.said == []
