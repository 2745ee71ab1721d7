"""Things to find, and all of the shipped content."""

from __future__ import annotations

import pytest
from django.conf import settings

from catalog.files import read_catalog
from content.models import Item, Lab, Lesson, Question, Quiz, Term
from content.services.loading import load


@pytest.fixture
def shipped(db: None) -> None:
    """Load the content that comes with the site."""
    load(read_catalog(settings.CONTENT_DIR))


@pytest.fixture
def lesson(db: None) -> Lesson:
    return Lesson.objects.create(
        slug="ferrets",
        title="Ferrets at work",
        question="What can a ferret be taught?",
        summary="Ferrets lay cables.",
        group="Animals",
        body="They squeeze through pipes.\n\n```python\nferret.squeeze(0.5)\n```\n",
        is_published=True,
    )


@pytest.fixture
def quiz(db: None) -> Quiz:
    return Quiz.objects.create(slug="pets", title="Pets", summary="About pets.", is_published=True)


@pytest.fixture
def item(quiz: Quiz) -> Item:
    return Item.objects.create(
        quiz=quiz,
        slug="one",
        stem="Which animal lays cables in `pipes`?",
        explanation="The mustelid was bred for burrows.",
        choices=[{"text": "the weaselish one", "correct": True, "feedback": "Quite."}],
    )


@pytest.fixture
def others(db: None) -> None:
    """A term, a question and a lab about ferrets, each published where that can be."""
    Term.objects.create(slug="ferret", title="Ferret", text="A tame polecat.")
    Question.objects.create(
        slug="ferret-work",
        title="Ferrets in telecommunication",
        prompt="Why was a ferret used?",
        model_answer="Because burrowing is its nature.",
        is_published=True,
    )
    Lab.objects.create(
        slug="ferret-run",
        title="Let a ferret run",
        summary="Write `run`.",
        statement="It returns metres.",
        starter="starterword = 1",
        reference="referenceword = 1",
        checks="checksword = 1",
        explanation="explanationword",
        is_published=True,
    )
