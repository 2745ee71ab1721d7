"""What a learner has done."""

from __future__ import annotations

from datetime import timedelta

import pytest_django
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt
from content.models import Lab, Lesson
from interviews.models import Practice
from mastery import selectors

from .conftest import Site, Submit


def test_only_what_is_published_counts(site: Site) -> None:
    Lesson.objects.filter(slug="second").update(is_published=False)
    assert selectors.published_counts() == selectors.Counts(lessons=1, labs=2, quizzes=1, questions=1)


def test_the_best_submission_of_a_lab_counts(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, points=7.0)
    submit(ada, site.lab, points=2.0)
    state = next(row for row in selectors.progress(ada).labs if row.lab == site.lab)
    assert (state.best, state.is_passed) == (7.0, False)


def test_what_somebody_else_did_does_not_count(site: Site, submit: Submit, ada: User, ben: User) -> None:
    submit(ben, site.lab, verdict="passed", points=10.0)
    state = selectors.progress(ada)
    assert state.labs_passed == 0
    assert not state.has_begun
    assert selectors.recent_submissions(ada) == []


def test_our_error_costs_nothing_and_earns_nothing(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, verdict="internal_error", points=0.0)
    assert selectors.progress(ada).labs[0].best is None


def test_recent_submissions_come_newest_first_and_few(site: Site, submit: Submit, ada: User) -> None:
    now = timezone.now()
    made = [submit(ada, site.lab, created_at=now - timedelta(minutes=n)) for n in range(7)]
    assert selectors.recent_submissions(ada) == made[: selectors.RECENT]


def test_a_finished_attempt_is_a_quiz_taken(site: Site, ada: User) -> None:
    now = timezone.now()
    attempt = Attempt.objects.create(
        learner=ada, quiz=site.quiz, behaviour="deferred", seed=1, items=[], started_at=now, max_score=4.0
    )
    before = selectors.progress(ada)
    assert (before.quizzes[0].is_open, before.quizzes_taken) == (True, 0)
    Attempt.objects.filter(pk=attempt.pk).update(state="finished", score=3.0, finished_at=now)
    after = selectors.progress(ada)
    assert (after.quizzes[0].best, after.quizzes_taken) == (75, 1)
    assert selectors.recent_attempts(ada) == [attempt]


def test_a_question_counts_once_it_is_marked(site: Site, ada: User) -> None:
    practice = Practice.objects.create(learner=ada, question=site.question)
    assert selectors.progress(ada).questions.next == site.question
    Practice.objects.filter(pk=practice.pk).update(state="done", score=1.0, finished_at=timezone.now())
    questions = selectors.progress(ada).questions
    assert (questions.total, questions.rehearsed, questions.next) == (1, 1, None)


def test_progress_costs_five_queries_however_much_there_is(
    site: Site, submit: Submit, ada: User, django_assert_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        selectors.progress(ada)
    for n in range(5):
        lab = Lab.objects.create(slug=f"l{n}", title="L", summary="S", statement="", is_published=True)
        lab.current_version = site.lab.current_version
        submit(ada, lab)
    with django_assert_num_queries(5):
        selectors.progress(ada)
