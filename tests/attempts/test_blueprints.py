"""Quizzes that draw their items from what other quizzes hold."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from attempts import blueprints, services
from attempts.blueprints import BankTooSmallError
from content.models import Concept, Item, Quiz

LEVELS = ("beginner", "intermediate", "advanced")


def fill(*, quizzes: int = 4, each: int = 9) -> None:
    """Make published quizzes whose items take turns in level and concept."""
    concepts = [Concept.objects.create(slug=f"c{n}", title=f"C{n}", summary="s") for n in range(3)]
    for number in range(quizzes):
        quiz = Quiz.objects.create(slug=f"bank-{number}", title="Bank", summary="s", is_published=True)
        for position in range(each):
            item = Item.objects.create(
                quiz=quiz,
                position=position,
                slug=f"i{position}",
                level=LEVELS[position % 3],
                stem=f"Stem {number}.{position}?",
                explanation="So.",
                choices=[{"text": "a", "correct": True}, {"text": "b"}],
            )
            item.concepts.set([concepts[position // 3 % 3]])


@pytest.fixture
def test(db: None) -> Quiz:
    fill()
    pools = [{"level": "beginner", "count": 5}, {"level": "advanced", "count": 4, "concepts": ["c0", "c1"]}]
    return Quiz.objects.create(
        slug="skill", title="Skill", summary="s", behaviour="exam", minutes=45, is_published=True, pools=pools
    )


def test_an_attempt_draws_its_items_by_level_and_concept(ada: User, test: Quiz) -> None:
    attempt = services.start(learner=ada, quiz=test)
    rows = Item.objects.filter(responses__attempt=attempt)
    assert Counter(row.level for row in rows) == {"beginner": 5, "advanced": 4}
    assert {row.concepts.get().slug for row in rows.filter(level="advanced")} == {"c0", "c1"}
    assert (len(attempt.items), attempt.max_score) == (9, 9.0)
    assert [item["stem"] for item in attempt.items] == [
        response.item.stem for response in attempt.responses.select_related("item")
    ]


def test_two_attempts_draw_differently_and_one_seed_the_same(ada: User, ben: User, test: Quiz) -> None:
    drawn = [[row.pk for row, _ in blueprints.drawn_items(test, seed=seed)] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_drafts_retired_items_and_the_quiz_itself_stay_out(test: Quiz) -> None:
    Quiz.objects.filter(slug="bank-0").update(is_published=False)
    Item.objects.filter(quiz__slug="bank-1").update(is_retired=True)
    Item.objects.create(quiz=test, slug="own", stem="?", explanation=".", level="beginner")
    assert {candidate.quiz for candidate in blueprints.bank_for(test)} == {"bank-2", "bank-3"}


def test_a_bank_that_is_too_small_is_said_in_a_sentence(ada: User, client: Client, test: Quiz) -> None:
    test.pools = [{"level": "advanced", "count": 13}]
    test.save()
    with pytest.raises(BankTooSmallError, match="asks for 13 advanced items, and the bank has 12"):
        services.start(learner=ada, quiz=test)
    client.force_login(ada)
    page = client.post(f"/quizzes/{test.slug}/start/", follow=True)
    assert "This test can’t be put together yet." in page.content.decode()


def test_the_queries_of_a_draw_do_not_grow_with_the_bank(test: Quiz) -> None:
    with CaptureQueriesContext(connection) as small:
        blueprints.drawn_items(test, seed=1)
    for number in range(5, 12):
        quiz = Quiz.objects.create(slug=f"bank-{number}", title="Bank", summary="s", is_published=True)
        Item.objects.create(
            quiz=quiz, slug="x", stem="?", explanation=".", choices=[{"text": "a", "correct": True}, {"text": "b"}]
        )
    with CaptureQueriesContext(connection) as large:
        blueprints.drawn_items(test, seed=1)
    assert len(small) == len(large) == 4
