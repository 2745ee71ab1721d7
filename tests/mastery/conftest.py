"""A small published site: two lessons, a quiz, two labs, a question; and ways to do things in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from content.models import Lab, LabVersion, Lesson, Question, Quiz
from submissions.models import Submission


@dataclass(frozen=True)
class Site:
    first: Lesson
    second: Lesson
    quiz: Quiz
    lab: Lab
    other_lab: Lab
    question: Question


def _lesson(slug: str, order: int) -> Lesson:
    return Lesson.objects.create(
        slug=slug, title=slug.capitalize(), question="Why?", summary="Because.", group="Basics", order=order,
        body="## A heading\n\nText.", is_published=True,
    )  # fmt: skip


def _lab(slug: str, order: int, lesson: Lesson | None) -> Lab:
    lab = Lab.objects.create(
        slug=slug, title=slug.capitalize(), summary="Write it.", order=order, lesson=lesson, statement="Do it.",
        starter="pass\n", reference="", checks="", is_published=True,
    )  # fmt: skip
    lab.current_version = LabVersion.objects.create(lab=lab, version="0" * 16, verified=True)
    lab.save()
    return lab


@pytest.fixture
def site(db: None) -> Site:
    first, second = _lesson("first", 1), _lesson("second", 2)
    return Site(
        first=first,
        second=second,
        quiz=Quiz.objects.create(slug="quiz", title="Quiz", summary="Ten items.", lesson=first, is_published=True),
        lab=_lab("lab", 1, first),
        other_lab=_lab("other", 2, second),
        question=Question.objects.create(
            slug="question", title="Question", prompt="Why?", model_answer="So.", is_published=True
        ),
    )


Submit = Callable[..., Submission]


@pytest.fixture
def submit() -> Submit:
    """Put down a finished submission, `submit(ada, lab, verdict="failed", points=4.0)`."""

    def put(learner: User, lab: Lab, *, verdict: str = "failed", points: float = 4.0, **more: Any) -> Submission:
        now = timezone.now()
        return Submission.objects.create(
            learner=learner, lab=lab, lab_version=lab.current_version, source="pass", source_hash="", max_points=10,
            state="finished", verdict=verdict, points=points, started_at=now, finished_at=now, **more,
        )  # fmt: skip

    return put
