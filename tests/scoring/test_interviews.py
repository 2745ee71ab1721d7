"""Rubric scores and the suggestions that keywords give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entries import RubricPoint
from scoring.interviews import looks_covered, rubric_score, suggest

PLAIN = RubricPoint("Names the chain rule", ("chain rule",))
CRITICAL = RubricPoint("Goes from the loss backwards", ("backwards", "from the loss"), critical=True)

rubrics = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=10)


@given(rubrics)
def test_scores_stay_between_zero_and_one(marked: list[tuple[bool, bool]]) -> None:
    rubric = [RubricPoint("point", critical=critical) for critical, _ in marked]
    covered = [tick for _, tick in marked]
    score = rubric_score(rubric, covered)
    assert 0 <= score <= 1
    assert (score == 1) == all(covered)


@given(rubrics)
def test_a_missing_critical_point_caps_the_score_at_half(marked: list[tuple[bool, bool]]) -> None:
    rubric = [RubricPoint("point", critical=True), *(RubricPoint("point", critical=one) for one, _ in marked)]
    assert rubric_score(rubric, [False, *(tick for _, tick in marked)]) <= 0.5


def test_a_missing_plain_point_costs_its_share_only() -> None:
    assert rubric_score([PLAIN, CRITICAL, PLAIN, PLAIN], [False, True, True, True]) == 0.75


def test_a_rubric_without_points_scores_nothing() -> None:
    assert rubric_score([], []) == 0.0


def test_each_point_needs_its_tick() -> None:
    with pytest.raises(ValueError, match="1 ticks for 2"):
        rubric_score([PLAIN, CRITICAL], [True])


@pytest.mark.parametrize("answer", ["The Chain Rule.", "chain  rules", "chain-rule", "by the chain\nrule"])
def test_a_keyword_is_found_however_it_is_written(answer: str) -> None:
    assert looks_covered(PLAIN, answer)


@pytest.mark.parametrize("answer", ["", "chain", "the brainchain ruler", "unchain rule"])
def test_a_part_of_a_word_is_no_keyword(answer: str) -> None:
    assert not looks_covered(PLAIN, answer)


def test_a_point_without_keywords_is_never_suggested() -> None:
    assert not looks_covered(RubricPoint("Be clear", ("",)), "anything at all")


def test_any_one_keyword_is_enough() -> None:
    assert suggest([PLAIN, CRITICAL], "We start from the loss.") == [False, True]


def test_a_keyword_with_symbols_is_text_and_not_a_pattern() -> None:
    point = RubricPoint("Scales", ("1/(1-p)",))
    assert looks_covered(point, "multiply by 1/(1-p) while training")
    assert not looks_covered(point, "1/1p")
