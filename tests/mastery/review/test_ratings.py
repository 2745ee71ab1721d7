"""How well something came back."""

from __future__ import annotations

import pytest

from mastery.models import Rating
from mastery.review import ratings


@pytest.mark.parametrize(
    ("certainty", "rating"),
    [(None, Rating.GOOD), (1, Rating.HARD), (2, Rating.GOOD), (3, Rating.EASY), (9, Rating.GOOD)],
)
def test_a_right_answer_is_rated_by_certainty_and_a_wrong_one_never(certainty: int | None, rating: Rating) -> None:
    assert ratings.of_answer(is_right=True, certainty=certainty) is rating
    assert ratings.of_answer(is_right=False, certainty=certainty) is Rating.AGAIN


@pytest.mark.parametrize(
    ("tries", "rating"), [(1, Rating.EASY), (2, Rating.GOOD), (3, Rating.GOOD), (4, Rating.HARD), (40, Rating.HARD)]
)
def test_fewer_tries_rate_better(tries: int, rating: Rating) -> None:
    assert ratings.of_tries(tries) is rating


@pytest.mark.parametrize(("score", "rating"), [(1.0, 3), (0.8, 3), (0.79, 2), (0.5, 2), (0.49, 1), (0.0, 1)])
def test_a_rehearsal_is_rated_by_its_score(score: float, rating: int) -> None:
    assert ratings.of_rehearsal(score) == rating
