"""What a learner has done."""

from __future__ import annotations

from datetime import timedelta

import pytest_django
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt
from content.models import Concept, Item, Lab, Lesson
from interviews.models import Practice
from mastery import selectors
from mastery.models import Card, LessonRead
from submissions.models import Draft

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


def test_our_error_costs_nothing_and_earns_nothing(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, verdict="internal_error", points=0.0)
    assert selectors.progress(ada).labs[0].best is None


def test_a_draft_says_when_a_lab_was_touched_last(site: Site, submit: Submit, ada: User, ben: User) -> None:
    now = timezone.now()
    Draft.objects.create(learner=ben, lab=site.lab, source="his", saved_at=now)
    assert selectors.progress(ada).labs[0].touched_at is None
    Draft.objects.create(learner=ada, lab=site.lab, source="mine", saved_at=now)
    submit(ada, site.lab, created_at=now - timedelta(hours=1))
    state = selectors.progress(ada).labs[0]
    assert (state.touched_at, state.draft_at) == (now, now)


def test_a_lesson_knows_who_read_it_and_what_was_missed_of_it(site: Site, ada: User, ben: User) -> None:
    concept = Concept.objects.create(slug="dropout", title="Dropout", summary="It drops.")
    site.first.concepts.add(concept)
    for n in range(2):
        item = Item.objects.create(quiz=site.quiz, position=n, slug=f"i{n}", stem="?", explanation="!")
        item.concepts.add(concept)
        for learner, rating in ((ada, 1), (ben, 3)):
            now = timezone.now()
            Card.objects.create(
                learner=learner, kind="item", item=item, stability=1, difficulty=5, reviewed_at=now, due=now,
                last_rating=rating,
            )  # fmt: skip
    LessonRead.objects.create(learner=ben, lesson=site.first)
    assert [(one.missed, one.is_read) for one in selectors.progress(ada).lessons] == [(2, False), (0, False)]
    assert [(one.missed, one.is_read) for one in selectors.progress(ben).lessons] == [(0, True), (0, False)]


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
