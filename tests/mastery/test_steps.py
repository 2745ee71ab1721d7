"""What to do next."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt
from content.models import Concept, Item, Lab, Lesson, Quiz
from mastery import selectors
from mastery.models import Card, LessonRead
from mastery.steps import Step, new_steps, open_steps
from submissions.models import Draft

from .conftest import Site, Submit


def new(learner: User) -> list[tuple[str, str]]:
    return [(step.kind, step.title) for step in new_steps(selectors.progress(learner))]


def opened(learner: User) -> list[Step]:
    return open_steps(selectors.progress(learner))


def begin(learner: User, quiz: Quiz) -> Attempt:
    now = timezone.now()
    return Attempt.objects.create(
        learner=learner, quiz=quiz, behaviour="deferred", seed=1, items=[], started_at=now, max_score=4.0
    )


def test_a_newcomer_starts_with_the_first_lesson_and_its_work(site: Site, ada: User) -> None:
    first = [("Lesson", "First"), ("Quiz", "Quiz"), ("Lab", "Lab"), ("Interview question", "Question")]
    assert new(ada) == [*first, ("Lesson", "Second"), ("Lab", "Other")]
    assert opened(ada) == []


def test_what_is_open_is_gone_on_with_and_not_suggested_as_new(site: Site, submit: Submit, ada: User) -> None:
    begin(ada, site.quiz)
    submit(ada, site.lab)
    assert [(step.kind, step.is_begun) for step in opened(ada)] == [("Quiz", True), ("Lab", True)]
    assert new(ada) == [("Interview question", "Question"), ("Lesson", "Second"), ("Lab", "Other")]


def test_the_lab_touched_last_comes_before_the_one_touched_earlier(site: Site, submit: Submit, ada: User) -> None:
    now = timezone.now()
    submit(ada, site.other_lab, created_at=now - timedelta(hours=2))
    submit(ada, site.lab, created_at=now - timedelta(hours=1))
    assert [step.title for step in opened(ada)] == ["Lab", "Other"]
    Draft.objects.create(learner=ada, lab=site.other_lab, source="", saved_at=now)
    assert [step.title for step in opened(ada)] == ["Other", "Lab"]


def test_a_lab_begun_says_how_far_it_is(site: Site, submit: Submit, ada: User) -> None:
    draft = Draft.objects.create(learner=ada, lab=site.lab, source="")
    assert "nothing is handed in yet" in opened(ada)[0].why
    draft.delete()
    submit(ada, site.lab, verdict="runtime_error", points=0.0)
    assert "no check has passed" in opened(ada)[0].why
    submit(ada, site.lab, points=4.0)
    assert opened(ada)[0].why.startswith("4 of 10 points")


def test_a_lesson_marked_as_read_is_not_suggested_and_its_work_is(site: Site, ada: User) -> None:
    LessonRead.objects.create(learner=ada, lesson=site.first)
    assert new(ada)[0] == ("Quiz", "Quiz")


def test_a_lesson_whose_work_was_begun_counts_as_read(site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab, verdict="passed", points=10.0)
    assert new(ada)[0] == ("Quiz", "Quiz")


def test_a_lesson_waits_for_what_it_builds_on(site: Site, ada: User) -> None:
    site.first.prerequisites.add(site.second)
    assert new(ada)[0] == ("Lesson", "Second")
    assert ("Lesson", "First") not in new(ada)
    LessonRead.objects.create(learner=ada, lesson=site.second)
    steps = {step.title: step for step in new_steps(selectors.progress(ada))}
    assert steps["First"].why == "It builds on what you have done: Second."


def test_lessons_that_wait_for_each_other_are_suggested_all_the_same(site: Site, ada: User) -> None:
    site.first.prerequisites.add(site.second)
    site.second.prerequisites.add(site.first)
    assert new(ada)[0] == ("Lesson", "First")


def test_a_lesson_about_what_was_missed_comes_first_and_says_so(site: Site, ada: User) -> None:
    concept = Concept.objects.create(slug="c", title="C", summary="S")
    site.second.concepts.add(concept)
    item = Item.objects.create(quiz=site.quiz, slug="i", stem="?", explanation="!")
    item.concepts.add(concept)
    now = timezone.now()
    Card.objects.create(
        learner=ada, kind="item", item=item, stability=1, difficulty=5, reviewed_at=now, due=now, last_rating=1
    )
    step = next(new_steps(selectors.progress(ada)))
    assert (step.title, step.why) == ("Second", "You missed 1 question about it.")


def test_what_belongs_to_no_published_lesson_comes_last(site: Site, ada: User) -> None:
    Lesson.objects.filter(slug="first").update(is_published=False)
    assert new(ada)[-2:] == [("Quiz", "Quiz"), ("Lab", "Lab")]


def test_a_timed_quiz_takes_its_time_and_no_pause(site: Site, ada: User) -> None:
    Quiz.objects.update(minutes=45)
    step = next(step for step in new_steps(selectors.progress(ada)) if step.kind == "Quiz")
    assert (step.minutes, step.can_pause) == (45, False)


def test_nothing_is_next_where_nothing_is_published_or_left(site: Site, submit: Submit, ada: User) -> None:
    for lab in Lab.objects.all():
        submit(ada, lab, verdict="passed", points=10.0)
    site.quiz.delete()
    site.question.delete()
    assert new(ada) == []
    assert opened(ada) == []
