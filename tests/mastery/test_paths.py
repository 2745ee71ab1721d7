"""Learning paths and a learner's progress on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import pytest_django
from django.test import Client
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt, State
from content.models import Lab, LabVersion, LearningPath, Lesson, Quiz
from mastery.paths import state_of
from submissions.models import Submission

Submit = Callable[..., Submission]

pytestmark = pytest.mark.django_db


def lesson(slug: str, order: int, *, has_quiz: bool = True) -> Lesson:
    made = Lesson.objects.create(
        slug=slug, title=slug.upper(), question="Why?", order=order, body="", group="G", is_published=True
    )
    if has_quiz:
        Quiz.objects.create(slug=slug, title="Q", lesson=made, is_published=True)
    return made


@pytest.fixture
def path() -> LearningPath:
    before, one = lesson("before", 0), lesson("one", 1)
    lesson("two", 2).prerequisites.set([one, before])
    lesson("unasked", 3, has_quiz=False)
    lab = Lab.objects.create(slug="lab", title="LAB", is_published=True)
    lab.current_version = LabVersion.objects.create(lab=lab, version="0" * 16, verified=True)
    lab.save()
    Lab.objects.create(slug="draft", title="DRAFT")
    stages = [
        {"title": "First", "summary": "S", "lessons": ["one", "unwritten"], "labs": []},
        {"title": "Second", "summary": "S", "lessons": ["unasked", "two"], "labs": ["lab", "draft"]},
    ]
    return LearningPath.objects.create(slug="way", title="The way", summary="", kind="course", stages=stages)


def pass_quiz(learner: User, slug: str, score: float) -> None:
    Attempt.objects.create(
        learner=learner,
        quiz=Quiz.objects.get(slug=slug),
        state=State.FINISHED,
        seed=1,
        items=[],
        started_at=timezone.now(),
        score=score,
        max_score=10,
    )


def test_a_path_shows_what_is_published_in_its_own_order(path: LearningPath, ada: User) -> None:
    state = state_of(path, ada)
    assert [[step.lesson.slug for step in stage.lessons] for stage in state.stages] == [["one"], ["unasked", "two"]]
    assert [[step.lab.slug for step in stage.labs] for stage in state.stages] == [[], ["lab"]]
    assert [first.slug for first in state.prerequisites] == ["before"]


def test_quizzes_of_seventy_per_cent_and_passed_labs_count_as_done(
    path: LearningPath, ada: User, ben: User, submit: Submit
) -> None:
    assert (state_of(path, ada).done, state_of(path, ada).total) == (0, 3)
    pass_quiz(ada, "one", 6.9)
    assert state_of(path, ada).done == 0
    pass_quiz(ada, "one", 7)
    submit(ada, Lab.objects.get(slug="lab"), verdict="failed")
    assert [(stage.done, stage.total) for stage in state_of(path, ada).stages] == [(1, 1), (0, 2)]
    submit(ada, Lab.objects.get(slug="lab"), verdict="passed")
    assert [(stage.done, stage.total) for stage in state_of(path, ada).stages] == [(1, 1), (1, 2)]
    assert state_of(path, ben).done == 0


def test_the_next_step_is_the_first_with_something_left(path: LearningPath, ada: User, submit: Submit) -> None:
    for score, expected in ((0, "ONE"), (10, "TWO")):
        pass_quiz(ada, "one", score)
        assert str(state_of(path, ada).next) == expected
    pass_quiz(ada, "two", 10)
    assert str(state_of(path, ada).next) == "LAB"
    submit(ada, Lab.objects.get(slug="lab"), verdict="passed")
    assert state_of(path, ada).next is None


def test_the_page_shows_progress_to_a_learner_and_the_way_to_a_visitor(
    client: Client, path: LearningPath, ada: User
) -> None:
    page = client.get("/paths/way/").content.decode()
    assert "Start with ONE" in page
    assert "quizzes and labs done" not in page
    pass_quiz(ada, "one", 10)
    client.force_login(ada)
    page = client.get("/paths/way/").content.decode()
    assert '<progress class="progress" max="3" value="1"' in page
    assert "Go on with TWO" in page
    assert "Module 2" in page


def test_the_faq_has_its_own_page_and_stands_in_no_list(client: Client, path: LearningPath) -> None:
    LearningPath.objects.create(slug="faq", title="The FAQ", summary="", kind="faq", stages=[])
    assert client.get("/paths/faq/").headers["Location"] == "/faq/"
    page = client.get("/paths/").content.decode()
    assert "The way" in page
    assert "The FAQ" not in page
    assert client.get("/paths/nowhere/").status_code == 404


@pytest.mark.parametrize("address", ["/paths/", "/paths/way/"])
def test_paths_cost_at_most_twelve_queries_however_long_they_are(
    client: Client,
    path: LearningPath,
    ada: User,
    address: str,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    for n in range(6):
        lesson(f"l-{n}", n).prerequisites.set(Lesson.objects.filter(slug="one"))
        path.stages.append({"title": "S", "summary": "S", "lessons": [f"l-{n}"], "labs": ["lab"]})
    path.save()
    client.force_login(ada)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
