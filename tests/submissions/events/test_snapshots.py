"""What a stream sends at each stage of a submission."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from submissions import services
from submissions.events.snapshots import Event, read
from submissions.models import Submission

HandIn = Callable[..., Submission]
CHECKS = [{"id": "a", "title": "Doubles", "status": "passed"}, {"id": "b", "title": "Keeps it", "status": "waiting"}]


def content(event: Event) -> Any:
    return json.loads(event.data)


def test_waiting_says_the_position(ada: User, ben: User, hand_in: HandIn) -> None:
    first, second = hand_in(ada), hand_in(ben)
    events = read([first.pk, second.pk])
    assert content(events[first.pk]) == {"state": "queued", "line": "You are next."}
    assert content(events[second.pk]) == {"state": "queued", "line": "Number 2 in the queue."}
    assert events[first.pk].is_waiting
    assert events[first.pk].learner_id == ada.pk


def test_the_estimate_multiplies_what_the_lab_usually_takes(ada: User, hand_in: HandIn, report: Any) -> None:
    from datetime import timedelta

    done = hand_in(ada)
    claim = services.claim(done.pk)
    assert claim
    services.finish(claim, report())
    done.refresh_from_db()
    assert done.finished_at
    Submission.objects.filter(pk=done.pk).update(started_at=done.finished_at - timedelta(seconds=3))
    hand_in(ada)
    waiting = hand_in(ada)
    assert content(read([waiting.pk])[waiting.pk])["line"] == "Number 2 in the queue. About 6 seconds to go."


def test_running_starts_and_then_shows_check_by_check_and_the_curve(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    claim = services.claim(submission.pk)
    assert claim
    starting = read([submission.pk])[submission.pk]
    assert "Starting" in content(starting)["html"]
    services.progress(claim, {"checks": CHECKS, "step": 2, "series": {"loss": [[1, 2.0], [2, 1.0]]}})
    running = read([submission.pk])[submission.pk]
    assert running.id != starting.id
    html = content(running)["html"]
    assert html.index("Doubles") < html.index("Keeps it") < html.index("at step 2")
    assert "csrf" not in html


def test_the_same_state_has_the_same_id(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    assert read([submission.pk]) == read([submission.pk])


@pytest.mark.parametrize("way", ["finished", "cancelled"])
def test_the_end_is_final(ada: User, hand_in: HandIn, report: Any, way: str) -> None:
    submission = hand_in(ada)
    if way == "cancelled":
        services.cancel(submission=submission)
    else:
        claim = services.claim(submission.pk)
        assert claim
        services.finish(claim, report())
    event = read([submission.pk])[submission.pk]
    assert event.is_final
    assert content(event)["state"] == way


def test_a_submission_that_is_gone_ends_its_stream(db: None) -> None:
    missing = uuid4()
    assert read([missing])[missing].is_final


def test_any_number_of_rows_costs_the_same_queries(
    ada: User, ben: User, hand_in: HandIn, django_assert_num_queries: Any
) -> None:
    ids = [hand_in(ada).pk]
    with django_assert_num_queries(3):
        read(ids)
    ids += [hand_in(learner).pk for learner in (ada, ben, ben)]
    with django_assert_num_queries(3):
        read(ids)


def test_an_event_is_written_as_event_source_reads_it() -> None:
    assert Event("1f", "status", '{"a": "é"}').wire == 'id: 1f\nevent: status\ndata: {"a": "é"}\n\n'.encode()
