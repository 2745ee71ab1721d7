"""The three skill tests: what they ask for, and that the bank can give it."""

from __future__ import annotations

import pytest
from django.conf import settings

from catalog.entries import Behaviour, Catalog
from catalog.files import read_catalog
from scoring.blueprints import Candidate, draw, shortages

BLUEPRINTS = {"skill-30": (12, 12, 6, 45), "skill-40": (8, 20, 12, 60), "skill-45": (27, 15, 3, 60)}


@pytest.fixture(scope="module")
def tree() -> Catalog:
    return read_catalog(settings.CONTENT_DIR)


@pytest.mark.parametrize("slug", BLUEPRINTS)
def test_each_asks_for_its_levels_within_its_time(tree: Catalog, slug: str) -> None:
    quiz = next(quiz for quiz in tree.quizzes if quiz.slug == slug)
    beginner, intermediate, advanced, minutes = BLUEPRINTS[slug]
    assert {pool.level.value: pool.count for pool in quiz.pools} == {
        "beginner": beginner,
        "intermediate": intermediate,
        "advanced": advanced,
    }
    assert (quiz.behaviour, quiz.minutes, quiz.draft) == (Behaviour.EXAM, minutes, False)


def test_the_bank_fills_every_blueprint(tree: Catalog) -> None:
    assert shortages(tree.quizzes) == {}


@pytest.mark.parametrize("slug", BLUEPRINTS)
def test_draws_reach_many_concepts_and_quizzes(tree: Catalog, slug: str) -> None:
    pools = next(quiz.pools for quiz in tree.quizzes if quiz.slug == slug)
    there = [(quiz.slug, item) for quiz in tree.quizzes if not quiz.draft for item in quiz.items]
    bank = [
        Candidate(key, owner, item.level.value, item.kind.value, item.concepts)
        for key, (owner, item) in enumerate(there)
    ]
    for seed in range(10):
        drawn = draw(pools, bank, seed=seed)
        assert len({one.key for one in drawn}) == sum(pool.count for pool in pools)
        assert len({concept for one in drawn for concept in one.concepts}) >= 20
        assert len({one.quiz for one in drawn}) >= 15
