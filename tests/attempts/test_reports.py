"""The report after an attempt: by level and concept, among others, and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from attempts import reports, services
from attempts.models import Attempt
from attempts.services import Draft
from content.models import Concept, Lesson, Quiz

Places = Callable[..., dict[str, object]]


@pytest.fixture
def taught(quiz: Quiz) -> Quiz:
    """Give the items of 1, 2 and 1 points concepts and levels; a lesson is about the weakest."""
    concepts = {slug: Concept.objects.create(slug=slug, title=slug.title(), summary="s") for slug in ("drop", "norm")}
    for item, level, slugs in zip(
        quiz.items.all(), ["beginner", "advanced", "beginner"], [["drop"], ["drop", "norm"], ["norm"]], strict=True
    ):
        item.level = level
        item.save()
        item.concepts.set([concepts[slug] for slug in slugs])
    for order, (slug, is_published) in enumerate([("hidden", False), ("norms", True), ("later", True)]):
        lesson = Lesson.objects.create(
            slug=slug, title=f"Lesson {slug}", question="?", summary="s", group="g", order=order, body="b"
        )
        lesson.is_published = is_published
        lesson.save()
        lesson.concepts.set([concepts["norm"]])
    return quiz


@pytest.fixture
def finished(taught: Quiz, ada: User, places: Places) -> Attempt:
    """Earn 1 of 1, 1 of 2 and 0 of 1 points."""
    attempt = services.start(learner=ada, quiz=taught)
    drafts = {1: Draft(places(attempt, 1, "right"), 0), 2: Draft(places(attempt, 2, "yes"), 0)}
    services.save_answers(attempt=attempt, drafts=drafts)
    return services.finish(attempt=attempt)


def _report(attempt: Attempt) -> reports.Report:
    found = reports.report(attempt, {response.position: response.mark or 0.0 for response in attempt.responses.all()})
    assert found is not None
    return found


def test_levels_and_concepts_add_up_the_points(finished: Attempt) -> None:
    found = _report(finished)
    assert [(line.title, line.items, line.points, line.earned, line.percent) for line in found.levels] == [
        ("Beginner", 2, 2.0, 1.0, 50),
        ("Advanced", 1, 2.0, 1.0, 50),
    ]
    assert [(line.title, line.items, line.points, line.earned, line.percent) for line in found.concepts] == [
        ("Norm", 2, 3.0, 1.0, 33),
        ("Drop", 2, 3.0, 2.0, 66),
    ]


def test_the_weakest_concept_leads_to_its_first_published_lesson(finished: Attempt) -> None:
    (step,) = _report(finished).next_steps
    assert (step.line.title, step.lesson.title if step.lesson else "", step.lab) == ("Norm", "Lesson norms", None)


def test_a_strong_result_has_nothing_to_go_back_to(taught: Quiz, ada: User, places: Places) -> None:
    attempt = services.start(learner=ada, quiz=taught)
    drafts = {
        1: Draft(places(attempt, 1, "right"), 0),
        2: Draft(places(attempt, 2, "yes", "also"), 0),
        3: Draft({"text": "0.1234"}, 0),
    }
    services.save_answers(attempt=attempt, drafts=drafts)
    assert _report(services.finish(attempt=attempt)).next_steps == ()


def _others(quiz: Quiz, scores: list[float]) -> None:
    for number, score in enumerate(scores):
        learner = User.objects.create_user(f"other-{number}", f"o{number}@example.org")
        Attempt.objects.create(
            learner=learner,
            quiz=quiz,
            behaviour="deferred",
            state="finished",
            seed=1,
            items=[],
            started_at=timezone.now(),
            finished_at=timezone.now(),
            score=score,
            max_score=4.0,
        )


def test_a_percentile_waits_for_twenty_attempts(finished: Attempt, taught: Quiz) -> None:
    _others(taught, [1.0] * 18)
    assert (_report(finished).finished, _report(finished).percentile) == (19, None)


def test_the_percentile_counts_who_did_worse_and_half_of_the_equals(finished: Attempt, taught: Quiz) -> None:
    _others(taught, [1.0] * 9 + [2.0] * 5 + [4.0] * 5)
    found = _report(finished)
    assert (found.finished, found.percentile) == (20, 60)  # 9 below, and half of the 6 with 2 of 4 points


def test_practice_and_open_attempts_have_no_report(ada: User, ben: User, quiz: Quiz) -> None:
    assert reports.report(services.start(learner=ada, quiz=quiz), {}) is None
    quiz.behaviour = "practice"
    quiz.save()
    assert reports.report(services.finish(attempt=services.start(learner=ben, quiz=quiz)), {}) is None


def test_the_review_page_shows_the_report(client: Client, ada: User, finished: Attempt) -> None:
    client.force_login(ada)
    page = client.get(finished.get_absolute_url()).content.decode()
    assert "What the result says" in page
    assert "once 20 attempts are finished" in page
    assert "Lesson norms" in page


@pytest.mark.parametrize("policy", ["never", "after_date"])
def test_a_report_gives_nothing_away_before_the_policy_does(
    client: Client, ada: User, finished: Attempt, taught: Quiz, policy: str
) -> None:
    taught.feedback, taught.feedback_after = policy, timezone.localdate() + dt.timedelta(days=3)
    taught.save()
    client.force_login(ada)
    page = client.get(finished.get_absolute_url()).content.decode()
    assert "By concept" not in page
    assert "Lesson norms" not in page
