"""Handing in: what is taken, what is refused, and that nothing a learner sent is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from content.models import Lab
from grader.report import Report
from grader.verdicts import Verdict
from submissions import services
from submissions.errors import LabClosed, TooManyUnfinished, UnusableSource
from submissions.models import Submission

HandIn = Callable[..., Submission]
Reports = Callable[..., Report]
Graders = Callable[..., Any]


def test_a_submission_waits_and_a_worker_is_rung_after_the_commit(
    ada: User, lab: Lab, rings: list[UUID], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = services.hand_in(learner=ada, lab=lab, source="x = 1\n")
        assert rings == []
    assert rings == [submission.pk]
    submission.refresh_from_db()
    assert (submission.state, submission.verdict, submission.device) == ("queued", "", "cpu")
    assert submission.lab_version == lab.current_version


def test_line_ends_of_a_browser_become_plain(ada: User, lab: Lab) -> None:
    assert services.hand_in(learner=ada, lab=lab, source="a\r\nb\rc").source == "a\nb\nc"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "no code"),
        (" \n\t", "no code"),
        ("x = '\x00'", "NUL"),
        ("x = '\ud800'", "not valid text"),
        ("é" * (services.MAX_SOURCE_BYTES // 2 + 1), "at most 65,536"),
    ],
)
def test_what_cannot_be_graded_is_refused(ada: User, lab: Lab, source: str, sentence: str) -> None:
    with pytest.raises(UnusableSource, match=sentence):
        services.hand_in(learner=ada, lab=lab, source=source)
    assert not Submission.objects.exists()


def test_the_largest_source_is_taken(ada: User, lab: Lab) -> None:
    assert services.hand_in(learner=ada, lab=lab, source="x" * services.MAX_SOURCE_BYTES).pk


def test_an_unpublished_lab_takes_nothing(ada: User, lab: Lab) -> None:
    lab.is_published = False
    with pytest.raises(LabClosed):
        services.hand_in(learner=ada, lab=lab, source="x = 1")


def test_a_lab_for_gpus_is_queued_for_them(ada: User, lab: Lab) -> None:
    lab.device = "cuda"
    assert services.hand_in(learner=ada, lab=lab, source="x = 1").device == "cuda"


def test_the_fourth_unfinished_submission_is_refused(ada: User, ben: User, hand_in: HandIn) -> None:
    first, *_ = [hand_in(ada) for _ in range(services.MAX_UNFINISHED)]
    with pytest.raises(TooManyUnfinished, match="already have 3"):
        hand_in(ada)
    assert hand_in(ben)
    services.cancel(submission=first)
    assert hand_in(ada)


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.FAILED, Verdict.NOT_ATTEMPTED, Verdict.FORBIDDEN])
def test_the_same_source_is_answered_from_the_earlier_report(
    ada: User,
    hand_in: HandIn,
    rings: list[UUID],
    verdict: Verdict,
    django_capture_on_commit_callbacks: Any,
    report: Reports,
    fake_grader: Graders,
) -> None:
    earlier = hand_in(ada, "x = 1\n")
    services.grade(earlier.pk, grader=fake_grader(report(verdict)))
    with django_capture_on_commit_callbacks(execute=True):
        again = hand_in(ada, "x = 1\r\n")
    again.refresh_from_db()
    earlier.refresh_from_db()
    assert (again.state, again.verdict, again.report) == ("finished", verdict, earlier.report)
    assert again.answered_from == earlier
    assert rings == []


@pytest.mark.parametrize("verdict", [Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.RUNTIME_ERROR])
def test_a_verdict_that_may_differ_next_time_is_not_repeated(
    ada: User, hand_in: HandIn, verdict: Verdict, report: Reports, fake_grader: Graders
) -> None:
    services.grade(hand_in(ada, "x = 1\n").pk, grader=fake_grader(report(verdict)))
    assert hand_in(ada, "x = 1\n").state == "queued"


def test_another_learners_report_is_never_used(ada: User, ben: User, hand_in: HandIn, fake_grader: Graders) -> None:
    services.grade(hand_in(ada, "x = 1\n").pk, grader=fake_grader())
    assert hand_in(ben, "x = 1\n").state == "queued"


def test_a_new_version_of_the_lab_is_graded_afresh(ada: User, lab: Lab, hand_in: HandIn, fake_grader: Graders) -> None:
    services.grade(hand_in(ada, "x = 1\n").pk, grader=fake_grader())
    lab.current_version = lab.versions.create(version="f" * 16, is_shipped=True)
    lab.save()
    assert hand_in(ada, "x = 1\n").state == "queued"


def test_a_waiting_submission_is_cancelled_and_stays_so(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    assert services.cancel(submission=submission)
    assert (submission.state, submission.is_unfinished) == ("cancelled", False)
    assert services.claim(submission.pk) is None
    assert not services.cancel(submission=submission)


def test_a_finished_submission_cannot_be_cancelled(ada: User, hand_in: HandIn, fake_grader: Graders) -> None:
    submission = hand_in(ada)
    services.grade(submission.pk, grader=fake_grader())
    assert not services.cancel(submission=submission)
    assert submission.verdict == "passed"
