"""Grading: under a lease, with progress, and never twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from content.models import Lab
from grader.report import Report
from grader.verdicts import Verdict
from submissions import progress, services
from submissions.models import Submission
from submissions.services import grading

HandIn = Callable[..., Submission]
Reports = Callable[..., Report]
Reports = Callable[..., Report]
Graders = Callable[..., Any]


@pytest.fixture(autouse=True)
def _renew_at_each_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "RENEW_SECONDS", 0.0)


def test_a_waiting_submission_gets_its_report(ada: User, lab: Lab, hand_in: HandIn, fake_grader: Graders) -> None:
    submission = hand_in(ada, "x = 1\n")
    grader = fake_grader()
    assert services.grade(submission.pk, grader=grader)
    [(graded, source, device)] = grader.graded
    assert (graded.version, source, device) == (lab.current_version.version, "x = 1\n", "cpu")
    submission.refresh_from_db()
    assert (submission.state, submission.verdict, submission.max_points) == ("finished", "passed", 10.0)
    assert submission.report is not None
    assert submission.report["schema"] == 1


def test_a_second_message_for_the_same_row_grades_nothing(ada: User, hand_in: HandIn, fake_grader: Graders) -> None:
    submission = hand_in(ada)
    grader = fake_grader()
    services.grade(submission.pk, grader=grader)
    assert not services.grade(submission.pk, grader=grader)
    assert len(grader.graded) == 1


def test_cancelling_stops_the_run(ada: User, hand_in: HandIn, fake_grader: Graders) -> None:
    submission = hand_in(ada)
    polls: list[bool] = []

    def during(on_event: Any, cancelled: Callable[[], bool]) -> None:
        polls.append(cancelled())
        services.cancel(submission=submission)
        polls.append(cancelled())

    assert not services.grade(submission.pk, grader=fake_grader(RuntimeError("killed"), during))
    assert polls == [False, True]
    submission.refresh_from_db()
    assert submission.state == "cancelled"


def test_the_lease_is_renewed_about_once_a_second(
    ada: User, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, fake_grader: Graders
) -> None:
    monkeypatch.setattr(grading, "RENEW_SECONDS", 3600.0)

    def during(on_event: Any, cancelled: Callable[[], bool]) -> None:
        with django_assert_num_queries(0):
            assert not any(cancelled() for _ in range(50))

    assert services.grade(hand_in(ada).pk, grader=fake_grader(during=during))


def test_progress_is_stored_while_it_runs(
    ada: User, hand_in: HandIn, fake_grader: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = hand_in(ada)
    seen: list[dict[str, Any]] = []

    monkeypatch.setattr(progress, "STORE_SECONDS", 0.0)

    def during(on_event: Callable[[dict[str, Any]], None], cancelled: Any) -> None:
        on_event({"event": "started", "checks": [{"id": "a", "title": "A"}]})
        on_event({"event": "check", "check": {"id": "a", "title": "A", "status": "passed"}})
        submission.refresh_from_db()
        seen.append(submission.progress)

    services.grade(submission.pk, grader=fake_grader(during=during))
    assert seen == [{"checks": [{"id": "a", "title": "A", "status": "passed"}], "step": None, "series": {}}]
    submission.refresh_from_db()
    assert submission.progress == {}


def test_a_grader_that_breaks_gives_the_row_back_and_tells_the_operator(
    ada: User, hand_in: HandIn, caplog: pytest.LogCaptureFixture, fake_grader: Graders
) -> None:
    submission = hand_in(ada)
    assert not services.grade(submission.pk, grader=fake_grader(RuntimeError("no warden")))
    submission.refresh_from_db()
    assert (submission.state, submission.deliveries) == ("queued", 1)
    assert "no warden" in caplog.text


def test_damaged_lab_files_are_our_error(ada: User, lab: Lab, hand_in: HandIn, fake_grader: Graders) -> None:
    lab.current_version.files.all().delete()
    submission = hand_in(ada)
    for _ in range(3):
        services.grade(submission.pk, grader=fake_grader())
    submission.refresh_from_db()
    assert submission.verdict == "internal_error"


def test_internal_errors_of_the_grader_are_logged(
    ada: User, hand_in: HandIn, caplog: pytest.LogCaptureFixture, report: Reports, fake_grader: Graders
) -> None:
    services.grade(hand_in(ada).pk, grader=fake_grader(report(Verdict.INTERNAL_ERROR)))
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
