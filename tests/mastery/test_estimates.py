"""How well a concept seems to be known."""

from __future__ import annotations

import pytest

from mastery.estimates import CAUTION, ITEM, LAB, Evidence, Word, estimate


def right(count: int) -> list[Evidence]:
    return [Evidence(ITEM, 1.0)] * count


def test_nothing_tried_is_not_begun_rather_than_bad() -> None:
    for untried in (0.0, 9.0):
        assert (estimate([], untried=untried).percent, estimate([], untried=untried).word) == (0, Word.NOT_BEGUN)


def test_one_right_answer_is_no_mastery_where_more_could_be_asked() -> None:
    assert estimate(right(1), untried=20).word is Word.FIRST_STEPS
    assert estimate(right(1), untried=0).word is Word.STRONG


def test_the_more_is_right_the_higher_and_nothing_beyond_the_caution_costs_more() -> None:
    shares = [estimate(right(count), untried=30 - count).share for count in range(1, 25)]
    assert shares == sorted(shares)
    assert estimate(right(3), untried=CAUTION) == estimate(right(3), untried=100)


def test_a_lab_weighs_more_than_an_item() -> None:
    passed = estimate([Evidence(LAB, 1.0), Evidence(ITEM, 0.0)], untried=0)
    missed = estimate([Evidence(LAB, 0.0), Evidence(ITEM, 1.0)], untried=0)
    assert passed.share == 0.75 > missed.share


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, Word.FIRST_STEPS),
        (0.29, Word.FIRST_STEPS),
        (0.3, Word.GROWING),
        (0.6, Word.SOLID),
        (0.85, Word.STRONG),
        (1.0, Word.STRONG),
    ],
)
def test_each_word_begins_where_the_docs_say(share: float, word: Word) -> None:
    assert estimate([Evidence(ITEM, share)], untried=0).word is word
