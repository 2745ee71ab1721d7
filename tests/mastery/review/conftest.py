"""Ways to have learnt something some time ago: rehearsed, missed, passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt, Response
from content.models import Item, Lab, Question
from interviews.models import Practice
from mastery.models import Card, CardKind
from submissions.models import Submission

from ..conftest import Site, Submit  # noqa: TID252  # `mastery` itself is the room under platform


@pytest.fixture
def item(site: Site) -> Item:
    choices = [
        {"text": text, "correct": text == "RIGHT", "feedback": f"FEEDBACK {text}"} for text in ("RIGHT", "WRONG")
    ]
    return Item.objects.create(
        quiz=site.quiz, position=1, slug="item", kind="single", stem="Which?", explanation="EXPLAINS", choices=choices
    )


Rehearse = Callable[..., Practice]
Miss = Callable[..., Response]
Pass = Callable[..., Submission]


@pytest.fixture
def rehearse() -> Rehearse:
    def do(learner: User, question: Question, *, days_ago: float = 10, score: float = 0.9) -> Practice:
        at = ago(days_ago)
        return Practice.objects.create(learner=learner, question=question, state="done", score=score, finished_at=at)

    return do


@pytest.fixture
def miss() -> Miss:
    """Answer one item in an attempt of its own; `mark` 0 is wrong, 1 is right."""

    def do(learner: User, item: Item, *, days_ago: float = 10, mark: float = 0.0, **attempt: Any) -> Response:
        at = ago(days_ago)
        given = {"behaviour": "deferred", "state": "finished", "finished_at": at, "score": mark} | attempt
        made = Attempt.objects.create(
            learner=learner, quiz=item.quiz, seed=1, items=[], started_at=at, max_score=1, **given
        )
        return made.responses.create(position=1, item=item, answer={"choices": [1]}, mark=mark, saved_at=at)

    return do


@pytest.fixture
def passes(submit: Submit) -> Pass:
    def do(learner: User, lab: Lab, *, days_ago: float = 10, verdict: str = "passed") -> Submission:
        made = submit(learner, lab, verdict=verdict, created_at=ago(days_ago))
        Submission.objects.filter(pk=made.pk).update(finished_at=made.created_at)
        return made

    return do


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def card_of(learner: User, thing: Question | Item | Lab, **values: Any) -> Card:
    """Put down a card that has been due for a day."""
    kind = CardKind(type(thing).__name__.lower())
    given = {"stability": 2.0, "difficulty": 5.0, "reviewed_at": ago(4), "last_rating": 3, "due": ago(1)} | values
    return Card.objects.create(learner=learner, kind=kind, **{kind.value: thing}, **given)
