"""How far a learner is with each thing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_django
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt, Response
from content.models import Concept, Item, Lab, Lesson, Question, Quiz
from interviews.models import Practice
from mastery.estimates import Word
from mastery.models import LessonRead
from mastery.progress import Overview, Standing, overview

from .conftest import Site, Submit


@pytest.fixture
def concept(site: Site) -> Concept:
    """One concept that a lab, a question and an item are about."""
    concept = Concept.objects.create(slug="dropout", title="Dropout", summary="S")
    item = Item.objects.create(quiz=site.quiz, slug="item", stem="?", explanation="!")
    for thing in (site.lab, site.question, item):
        thing.concepts.add(concept)
    site.question.lessons.add(site.first)
    return concept


def answer(learner: User, quiz: Quiz, mark: float) -> Attempt:
    now = timezone.now()
    attempt = Attempt.objects.create(
        learner=learner, quiz=quiz, behaviour="deferred", seed=1, items=[], started_at=now, finished_at=now,
        state="finished", score=mark, max_score=1.0,
    )  # fmt: skip
    for place, item in enumerate(quiz.items.all(), 1):
        Response.objects.create(attempt=attempt, position=place, item=item, mark=mark, latest_mark=mark)
    return attempt


def standings(state: Overview) -> dict[str, list[tuple[str, Standing]]]:
    return {
        "lessons": [(row.lesson.slug, row.standing) for row in state.lessons],
        "labs": [(row.state.lab.slug, row.standing) for row in state.labs],
        "quizzes": [(row.quiz.slug, row.standing) for row in state.quizzes],
    }


def test_a_newcomer_has_begun_nothing(concept: Concept, ada: User) -> None:
    state = overview(ada)
    assert {standing for rows in standings(state).values() for _, standing in rows} == {Standing.NEW}
    assert [(row.estimate.word, row.standing) for row in state.concepts] == [(Word.NOT_BEGUN, Standing.NEW)]


def test_a_concept_grows_with_answers_labs_and_questions(
    concept: Concept, site: Site, submit: Submit, ada: User, ben: User
) -> None:
    shares = []
    answer(ada, site.quiz, 1.0)
    shares.append(overview(ada).concepts[0].estimate.share)
    submit(ada, site.lab, verdict="passed", points=10.0)
    shares.append(overview(ada).concepts[0].estimate.share)
    Practice.objects.create(learner=ada, question=site.question, state="done", score=1.0, finished_at=timezone.now())
    last = overview(ada).concepts[0]
    assert shares == [pytest.approx(1 / 5), pytest.approx(4 / 6)]
    assert (last.estimate.percent, last.estimate.tried, last.standing) == (100, 3, Standing.DONE)
    assert overview(ben).concepts[0].estimate.tried == 0


def test_the_latest_rehearsal_counts(concept: Concept, site: Site, ada: User) -> None:
    now = timezone.now()
    for hours, score in ((2, 1.0), (1, 0.25)):
        ago = now - timedelta(hours=hours)
        Practice.objects.create(learner=ada, question=site.question, state="done", score=score, finished_at=ago)
    assert overview(ada).questions[0].score == 0.25


def test_a_quiz_that_keeps_its_marks_says_nothing_about_a_concept(concept: Concept, site: Site, ada: User) -> None:
    answer(ada, site.quiz, 1.0)
    Quiz.objects.update(feedback="never")
    assert overview(ada).concepts[0].estimate.tried == 0


def test_what_is_no_longer_published_neither_counts_nor_is_missing(concept: Concept, site: Site, ada: User) -> None:
    answer(ada, site.quiz, 1.0)
    Lab.objects.update(is_published=False)
    Question.objects.update(is_published=False)
    assert overview(ada).concepts[0].estimate.percent == 100
    Quiz.objects.update(is_published=False)
    assert overview(ada).concepts[0].estimate.tried == 0


def test_our_error_says_nothing_about_a_concept(concept: Concept, site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, verdict="internal_error", points=0.0)
    assert overview(ada).concepts[0].estimate.tried == 0


def test_what_needs_attention_comes_first(site: Site, submit: Submit, ada: User) -> None:
    good = Quiz.objects.create(slug="good", title="Good", is_published=True)
    answer(ada, good, 0.9)
    answer(ada, site.quiz, 0.5)
    submit(ada, site.other_lab)
    assert standings(overview(ada)) == {
        "quizzes": [("quiz", Standing.BEGUN), ("good", Standing.DONE)],
        "labs": [("other", Standing.BEGUN), ("lab", Standing.NEW)],
        "lessons": [("first", Standing.BEGUN), ("second", Standing.BEGUN)],
    }


def test_the_weakest_concept_comes_first_and_one_not_begun_after_it(concept: Concept, site: Site, ada: User) -> None:
    weaker = Concept.objects.create(slug="z", title="Z", summary="S")
    Concept.objects.create(slug="a", title="A", summary="S")
    item = Item.objects.create(quiz=site.quiz, slug="other", stem="?", explanation="!")
    item.concepts.add(weaker)
    answer(ada, site.quiz, 1.0)
    Response.objects.filter(item=item).update(mark=0.0)
    assert [row.concept.slug for row in overview(ada).concepts] == ["z", "dropout", "a"]


def test_a_lesson_is_done_once_it_is_read_and_all_that_hangs_on_it_is(
    concept: Concept, site: Site, submit: Submit, ada: User
) -> None:
    def first() -> Standing:
        return next(row.standing for row in overview(ada).lessons if row.lesson == site.first)

    LessonRead.objects.create(learner=ada, lesson=site.first)
    assert first() is Standing.BEGUN
    answer(ada, site.quiz, 0.7)
    submit(ada, site.lab, verdict="passed", points=10.0)
    assert first() is Standing.BEGUN
    Practice.objects.create(learner=ada, question=site.question, state="done", score=0.1, finished_at=timezone.now())
    assert first() is Standing.DONE


def test_it_costs_seven_queries_however_much_there_is(
    concept: Concept, site: Site, ada: User, django_assert_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    for n in range(4):
        lesson = Lesson.objects.create(slug=f"l{n}", title="L", question="?", body="", group="G", is_published=True)
        quiz = Quiz.objects.create(slug=f"q{n}", title="Q", lesson=lesson, is_published=True)
        Item.objects.create(quiz=quiz, slug="item", stem="?", explanation="!").concepts.add(concept)
        answer(ada, quiz, 0.5)
        LessonRead.objects.create(learner=ada, lesson=lesson)
    with django_assert_num_queries(7):
        overview(ada)
