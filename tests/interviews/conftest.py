"""A question with a rubric of three points, one of them critical."""

from __future__ import annotations

import pytest

from content.models import Question

RUBRIC = [
    {"text": "RUBRIC scales the survivors", "keywords": ["scale", "1/(1-p)"], "critical": True},
    {"text": "RUBRIC only while training", "keywords": ["training"], "critical": False},
    {"text": "RUBRIC breaks co-adaptation", "keywords": [], "critical": False},
]


@pytest.fixture
def question(db: None) -> Question:
    return Question.objects.create(
        slug="dropout",
        title="Explain dropout",
        prompt="What does dropout do?",
        level="intermediate",
        model_answer="MODEL ANSWER",
        rubric=RUBRIC,
        wrong_answers=[{"claim": "WRONG CLAIM", "feedback": "WHY NOT"}],
        follow_ups=["FOLLOW UP"],
        is_published=True,
    )
