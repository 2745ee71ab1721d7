"""Answers from outside: what is stored of them, and which are refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entries import Item, ItemKind
from each_kind import EACH, NOTHING, answers
from scoring.answers import clean_answer
from scoring.marks import right_answer
from scoring.numbers import AnswerError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
KEYS = st.sampled_from(["choices", "truth", "text", "order", "pairs", "gaps"])


@pytest.mark.parametrize("item", EACH.values(), ids=EACH)
def test_an_answer_that_holds_nothing_is_none(item: Item) -> None:
    for empty in (None, {}, NOTHING[item.kind]):
        assert clean_answer(item, empty) is None


@given(st.sampled_from(list(EACH.values())), st.one_of(JSON, st.dictionaries(KEYS, JSON)))
def test_whatever_is_sent_is_either_stored_clean_or_refused(item: Item, sent: object) -> None:
    try:
        stored = clean_answer(item, sent)
    except AnswerError:
        return
    assert clean_answer(item, stored) == stored


@given(st.data())
def test_what_the_controls_send_is_taken(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(list(EACH.values())))
    stored = clean_answer(item, data.draw(answers(item)))
    assert clean_answer(item, stored) == stored


@pytest.mark.parametrize("item", EACH.values(), ids=EACH)
def test_the_right_answer_is_in_its_stored_form(item: Item) -> None:
    assert clean_answer(item, right_answer(item)) == right_answer(item)


@pytest.mark.parametrize(
    ("kind", "answer", "sentence"),
    [
        ("single", "0", "not an answer"),
        ("single", {"choices": [0, 1]}, "one choice only"),
        ("single", {"choices": [3]}, "choices shown"),
        ("multiple", {"choices": 0}, "choices shown"),
        ("multiple", {"choices": [True]}, "choices shown"),
        ("multiple", {"choices": [0.0]}, "choices shown"),
        ("multiple", {"choices": [-1]}, "choices shown"),
        ("truth", {"truth": "false"}, "true or false"),
        ("truth", {"truth": True, "choices": [0, 1]}, "one choice only"),
        ("numeric", {"text": "half"}, "not a number"),
        ("numeric", {"text": 0.5}, "as text"),
        ("text", {"text": "x" * 201}, "at most 200 characters"),
        ("output", {"text": "x" * 2001}, "at most 2000 characters"),
        ("ordering", {"order": ["forward", "sideways"]}, "steps shown"),
        ("ordering", {"order": ["loss", "loss", "", ""]}, "“loss” has two places"),
        ("ordering", {"order": ["", "", "", "", ""]}, "steps shown"),
        ("matching", {"pairs": {"classes": "nonsense"}}, "what is shown"),
        ("matching", {"pairs": {"nobody": "triplet"}}, "what is shown"),
        ("cloze", {"gaps": {"scale": "much"}}, "Gap 3: “much” is not a number"),
        ("cloze", {"gaps": {"mode": "asleep"}}, "Gap 2: Pick"),
        ("cloze", {"gaps": {"other": "x"}}, "gaps shown"),
    ],
)
def test_what_is_no_answer_is_refused(kind: str, answer: object, sentence: str) -> None:
    with pytest.raises(AnswerError, match=sentence):
        clean_answer(EACH[ItemKind(kind)], answer)


def test_a_repeated_pick_is_stored_once() -> None:
    assert clean_answer(EACH[ItemKind.MULTIPLE], {"choices": [2, 0, 2]}) == {"choices": [0, 2]}


def test_a_verdict_without_a_reason_and_a_reason_without_a_verdict_are_kept() -> None:
    item = EACH[ItemKind.TRUTH]
    assert clean_answer(item, {"truth": False}) == {"truth": False}
    assert clean_answer(item, {"choices": [1]}) == {"choices": [1]}


def test_parts_left_out_stay_out() -> None:
    assert clean_answer(EACH[ItemKind.ORDERING], {"order": ["", "loss"]}) == {"order": ["", "loss", "", ""]}
    pairs = {"classes": "triplet", "ranking": ""}
    assert clean_answer(EACH[ItemKind.MATCHING], {"pairs": pairs}) == {"pairs": {"classes": "triplet"}}
    assert clean_answer(EACH[ItemKind.CLOZE], {"gaps": {"layer": " x ", "mode": ""}}) == {"gaps": {"layer": "x"}}


def test_lines_of_an_output_end_in_one_way() -> None:
    assert clean_answer(EACH[ItemKind.OUTPUT], {"text": "1\r\n2\r\n"}) == {"text": "1\n2"}
