"""What to do next."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt
from mastery import selectors
from mastery.steps import next_steps

from .conftest import Site, Submit


def kinds(learner: User, limit: int = 10) -> list[tuple[str, str]]:
    return [(step.kind, step.title) for step in next_steps(selectors.progress(learner), limit)]


def test_a_newcomer_starts_with_the_first_lesson_and_its_work(site: Site, ada: User) -> None:
    assert kinds(ada) == [("Lesson", "First"), ("Quiz", "Quiz"), ("Lab", "Lab"), ("Question", "Question")]


def test_an_open_quiz_comes_first_and_only_once(site: Site, ada: User) -> None:
    Attempt.objects.create(
        learner=ada, quiz=site.quiz, behaviour="deferred", seed=1, items=[], started_at=timezone.now(), max_score=4.0
    )
    assert kinds(ada) == [("Quiz", "Quiz"), ("Lesson", "First"), ("Lab", "Lab"), ("Question", "Question")]


def test_the_lab_tried_last_comes_before_the_one_tried_earlier(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.other_lab)
    submit(ada, site.lab, created_at=timezone.now() - timedelta(days=1))
    assert kinds(ada)[:2] == [("Lab", "Other"), ("Lab", "Lab")]


def test_a_lesson_whose_work_is_done_gives_way_to_the_next(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, verdict="passed", points=10.0)
    site.quiz.delete()
    assert kinds(ada)[0] == ("Lesson", "Second")


def test_a_lab_begun_says_how_far_it_is(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, points=4.0)
    assert next_steps(selectors.progress(ada))[0].why.startswith("4 of 10 points")
    submit(ada, site.other_lab, verdict="runtime_error", points=0.0)
    assert "no check has passed" in next_steps(selectors.progress(ada))[0].why


def test_no_more_steps_than_asked_for(site: Site, ada: User) -> None:
    assert len(kinds(ada, limit=2)) == 2


def test_nothing_is_next_where_nothing_is_published(ada: User) -> None:
    assert kinds(ada) == []
