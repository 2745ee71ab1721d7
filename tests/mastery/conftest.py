"""A small published site: two lessons, a quiz, two labs, a question; and ways to do things in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from attempts import services as attempts
from content.models import Item, Lab, LabVersion, Lesson, Question, Quiz
from interviews.models import Practice
from mastery import portfolio, reading
from mastery.models import Card
from submissions.models import BadCheckReport, Draft, DraftVersion, HintOpened, Submission


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


@pytest.fixture
def traces(site: Site, submit: Submit, ada: User, ben: User) -> None:
    """One of each thing for ada and for ben, with their names in all that they wrote."""
    for learner in (ada, ben):
        mine = f"WRITTEN_BY_{learner.username}"
        made = submit(learner, site.lab, verdict="passed", points=10.0, report={"stdout": mine})
        version = site.lab.current_version
        assert version
        BadCheckReport.objects.create(submission=made, lab_version=version, check_id="values", text=mine)
        Draft.objects.create(learner=learner, lab=site.lab, source=mine)
        DraftVersion.objects.create(learner=learner, lab=site.lab, source=mine)
        HintOpened.objects.create(learner=learner, lab=site.lab, index=0)
        Practice.objects.create(
            learner=learner,
            question=site.question,
            answer=mine,
            rubric=[{"text": "Point"}],
            points=[True],
            state="done",
        )
        reading.mark(learner=learner, lesson=site.first)
        now = timezone.now()
        Card.objects.create(
            learner=learner,
            kind="lab",
            lab=site.lab,
            stability=1,
            difficulty=1,
            last_rating=3,
            reviewed_at=now,
            due=now,
        )
        kept = portfolio.begin(learner)
        kept.text = mine
        portfolio.save(portfolio=kept, labs=[site.lab], with_code=[], tests=[])


def choice(text: str, correct: bool) -> dict[str, object]:
    return {"text": text, "correct": correct, "feedback": f"FEEDBACK {text}"}


def open_exam(learner: User, quiz: Quiz) -> None:
    """Let a learner begin a quiz of one item, which tells nothing before it is finished."""
    kept = {"kind": "single", "stem": "Which?", "explanation": "EXPLANATION"}
    choices = [choice("yes", correct=True), choice("no", correct=False)]
    Item.objects.get_or_create(quiz=quiz, slug="item", defaults={**kept, "choices": choices})
    attempts.start(learner=learner, quiz=quiz)
