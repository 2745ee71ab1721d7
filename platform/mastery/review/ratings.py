"""How well something came back, told from what the learner did."""

from __future__ import annotations

from attempts.models import Certainty
from mastery.models import Rating

GOOD_SHARE = 0.8
HARD_SHARE = 0.5
GOOD_TRIES = 3


def of_rehearsal(score: float) -> Rating:
    """Rate an interview answer by the share of its rubric that its learner ticked."""
    if score >= GOOD_SHARE:
        return Rating.GOOD
    return Rating.HARD if score >= HARD_SHARE else Rating.AGAIN


def of_answer(*, is_right: bool, certainty: int | None) -> Rating:
    """Rate a quiz item answered again; half right is not right. Without a certainty it counts as fairly sure."""
    if not is_right:
        return Rating.AGAIN
    return {Certainty.UNSURE.value: Rating.HARD, Certainty.SURE.value: Rating.EASY}.get(certainty or 0, Rating.GOOD)


def of_tries(tries: int) -> Rating:
    """Rate a lab passed from its starter by how many hand-ins that took, the passing one included."""
    if tries == 1:
        return Rating.EASY
    return Rating.GOOD if tries <= GOOD_TRIES else Rating.HARD
