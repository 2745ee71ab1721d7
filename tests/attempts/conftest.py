"""A quiz with one item of each kind, and ada's attempt at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from attempts import services
from attempts.models import Attempt
from content.models import Item, Quiz

Places = Callable[..., dict[str, object]]


def add_item(quiz: Quiz, position: int, kind: str, **values: object) -> Item:
    return Item.objects.create(
        quiz=quiz,
        position=position,
        slug=f"item-{position}",
        kind=kind,
        stem=f"Stem {position}?",
        explanation=f"EXPLAINS {position}",
        source=f"SOURCE {position}",
        **values,
    )


def choice(text: str, correct: bool = False) -> dict[str, object]:
    return {"text": text, "correct": correct, "feedback": f"FEEDBACK on {text}"}


@pytest.fixture
def quiz(db: None) -> Quiz:
    """Hold three items worth 1, 2 and 1 points."""
    quiz = Quiz.objects.create(slug="dropout", title="Dropout", summary="What it does.", is_published=True)
    add_item(quiz, 1, "single", choices=[choice("right", True), choice("wrong"), choice("other")])
    add_item(quiz, 2, "multiple", points=2, choices=[choice("yes", True), choice("also", True), choice("no")])
    add_item(quiz, 3, "numeric", numeric={"value": 0.1234, "absolute": 0.01, "relative": 0.0, "unit": "ms"})
    return quiz


@pytest.fixture
def attempt(ada: User, quiz: Quiz) -> Attempt:
    return services.start(learner=ada, quiz=quiz)


@pytest.fixture
def places() -> Places:
    """Give the answer that picks the choices with some texts, wherever the shuffle put them."""

    def find(attempt: Attempt, position: int, *texts: str) -> dict[str, object]:
        shown = [one["text"] for one in attempt.items[position - 1]["choices"]]
        return {"choices": sorted(shown.index(text) for text in texts)}

    return find
