"""Selectors: who sees what, in constant queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from content.models import Lab
from grader.report import Report
from grader.verdicts import Verdict
from submissions import selectors, services
from submissions.models import Draft, Submission

HandIn = Callable[..., Submission]
Reports = Callable[..., Report]
Graders = Callable[..., Any]


def test_a_learner_sees_their_own_and_staff_sees_all(ada: User, ben: User, cleo: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    assert list(selectors.visible_to(ada)) == [submission]
    assert list(selectors.visible_to(ben)) == []
    assert list(selectors.visible_to(AnonymousUser())) == []
    assert list(selectors.visible_to(cleo)) == [submission]


def test_history_holds_one_learners_submissions_newest_first(ada: User, ben: User, lab: Lab, hand_in: HandIn) -> None:
    first, second = hand_in(ada), hand_in(ada)
    hand_in(ben)
    assert list(selectors.history(ada, lab)) == [second, first]


def test_the_position_counts_those_who_came_before(ada: User, ben: User, hand_in: HandIn) -> None:
    first, second, third = hand_in(ada), hand_in(ben), hand_in(ada)
    assert [selectors.queue_position(one) for one in (first, second, third)] == [1, 2, 3]
    services.claim(first.pk)
    first.refresh_from_db()
    assert [selectors.queue_position(one) for one in (first, second, third)] == [None, 1, 2]


def test_lists_count_positions_alike_in_one_query(
    ada: User, ben: User, hand_in: HandIn, django_assert_num_queries: Any
) -> None:
    rows = [hand_in(ada), hand_in(ben), hand_in(ada), hand_in(ben)]
    services.cancel(submission=rows[1])
    with django_assert_num_queries(1):
        listed = {one.pk: one.position for one in selectors.in_lists(Submission.objects.all())}
    assert listed == {one.pk: selectors.queue_position(one) for one in rows}


def test_the_estimate_is_the_median_of_recent_runs_times_the_position(
    ada: User, ben: User, hand_in: HandIn, fake_grader: Graders
) -> None:
    for seconds in (1, 4, 100):
        done = hand_in(ada)
        services.grade(done.pk, grader=fake_grader())
        now = timezone.now()
        Submission.objects.filter(pk=done.pk).update(started_at=now - timedelta(seconds=seconds), finished_at=now)
    hand_in(ben)
    assert selectors.estimate_seconds(hand_in(ada)) == 8.0
    done.refresh_from_db()
    assert selectors.estimate_seconds(done) is None


def test_without_earlier_runs_there_is_no_estimate(ada: User, hand_in: HandIn) -> None:
    assert selectors.estimate_seconds(hand_in(ada)) is None


def test_the_best_verdict_is_passed_once_passed_and_else_that_of_most_points(
    ada: User, ben: User, hand_in: HandIn, report: Reports, fake_grader: Graders
) -> None:
    def standing(user: Any) -> tuple[str, float | None]:
        [lab] = selectors.labs_for(user)
        return lab.best_verdict, lab.best_points

    assert standing(AnonymousUser()) == standing(ada) == ("", None)
    services.grade(hand_in(ada).pk, grader=fake_grader(report(Verdict.FAILED, points=4.0)))
    services.grade(hand_in(ada).pk, grader=fake_grader(report(Verdict.TIMED_OUT)))
    assert standing(ada) == ("failed", 4.0)
    services.grade(hand_in(ada).pk, grader=fake_grader())
    services.grade(hand_in(ada).pk, grader=fake_grader(report(Verdict.FAILED)))
    assert standing(ada) == ("passed", 10.0)
    assert standing(ben) == ("", None)


def test_the_newer_of_draft_and_submission_is_what_was_typed_last(ada: User, lab: Lab, hand_in: HandIn) -> None:
    assert selectors.last_source(ada, lab) == ""
    services.keep_draft(learner=ada, lab=lab, source="draft")
    assert selectors.last_source(ada, lab) == "draft"
    hand_in(ada, "handed in")
    assert selectors.last_source(ada, lab) == "handed in"
    Draft.objects.update(saved_at=timezone.now())
    assert selectors.last_source(ada, lab) == "draft"


def test_unpublished_labs_open_for_staff_alone(ada: User, cleo: User, lab: Lab) -> None:
    Lab.objects.update(is_published=False)
    assert list(selectors.labs_open_to(ada)) == []
    assert list(selectors.labs_open_to(cleo)) == [lab]
    assert list(selectors.labs_for(cleo)) == []


def test_a_span_is_said_in_words() -> None:
    spans = [selectors.in_words(value) for value in (0.2, 1.4, 30, 130)]
    assert spans == ["1 second", "1 second", "30 seconds", "2 minutes"]


def test_what_is_waited_for_is_said_in_sentences(ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    assert selectors.status_line(submission, 2, 8.0) == "Number 2 in the queue. About 8 seconds to go."
    submission.device = "cuda"
    assert selectors.status_line(submission, 1, None) == "You are next. It waits for a GPU worker."


def test_positions_are_those_of_each_row(ada: User, ben: User, hand_in: HandIn) -> None:
    rows = [hand_in(ada), hand_in(ben), hand_in(ada)]
    assert selectors.queue_positions() == {row.pk: selectors.queue_position(row) for row in rows}
