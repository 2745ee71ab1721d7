"""Marks: what an answer earns, by hand and by property."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entries import Choice, Gap, Item, ItemKind, Level, NumericAnswer, Pair
from each_kind import EACH, NOTHING, Answer, answers
from scoring.answers import clean_answer
from scoring.marks import certainty_mark, fold, in_order, mark, right_answer

CHOICE_KINDS = (ItemKind.SINGLE, ItemKind.MULTIPLE)
flags = st.lists(st.booleans(), min_size=2, max_size=8).filter(any)
each = st.sampled_from(list(EACH.values()))


def choice_item(kind: ItemKind, flags: list[bool], points: float = 1.0) -> Item:
    choices = tuple(Choice(text=str(place), correct=flag) for place, flag in enumerate(flags))
    return Item("item", kind, "Stem?", "Because.", Level.BEGINNER, choices=choices, points=points)


def is_key(item: Item, answer: Answer) -> bool:
    """Tell by plain comparison whether an answer is one that deserves everything."""
    right = right_answer(item)
    match item.kind:
        case ItemKind.TEXT:
            return fold(answer["text"]) in {"dropout", "inverted dropout"}
        case ItemKind.OUTPUT:
            return str(answer["text"]).split() == ["[1,", "2]", "296295"]
        case ItemKind.NUMERIC:
            return answer["text"] in {"0.731", "0.73"}
        case ItemKind.CLOZE:
            gaps = answer["gaps"]
            return gaps["layer"] in {"dropout", "drop-out"} and gaps["mode"] == "active" and gaps["scale"] == "1.4286"
        case _:
            return answer == right


@given(each, st.data(), st.floats(0.1, 100), st.booleans())
def test_marks_stay_within_their_bounds(item: Item, data: st.DataObject, points: float, negative: bool) -> None:
    item = replace(item, points=points)
    earned = mark(item, data.draw(answers(item)), negative=negative)
    least = -points if negative and item.kind is ItemKind.MULTIPLE else 0.0
    assert least <= earned <= points


@given(each, st.data())
def test_full_marks_go_to_the_key_and_to_nothing_else(item: Item, data: st.DataObject) -> None:
    answer = data.draw(answers(item))
    assert (mark(item, answer) == item.points) == is_key(item, answer)


@pytest.mark.parametrize("item", EACH.values(), ids=EACH)
def test_the_right_answer_earns_full_marks(item: Item) -> None:
    assert mark(item, right_answer(item)) == item.points


@pytest.mark.parametrize("item", EACH.values(), ids=EACH)
def test_no_answer_earns_nothing(item: Item) -> None:
    assert mark(item, None) == 0.0
    assert mark(item, NOTHING[item.kind], negative=True) == 0.0


@given(flags, st.data())
def test_the_order_of_choices_and_picks_does_not_matter(flags: list[bool], data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.integers(0, len(flags) - 1), unique=True))
    order = data.draw(st.permutations(range(len(flags))))
    moved = choice_item(ItemKind.MULTIPLE, [flags[place] for place in order])
    answer = [order.index(place) for place in reversed(picked)]
    assert mark(moved, {"choices": answer}) == mark(choice_item(ItemKind.MULTIPLE, flags), {"choices": picked})


@given(st.data())
def test_the_order_of_pairs_and_gaps_does_not_matter(data: st.DataObject) -> None:
    item = EACH[data.draw(st.sampled_from([ItemKind.MATCHING, ItemKind.CLOZE]))]
    answer = data.draw(answers(item))
    moved = replace(item, pairs=item.pairs[::-1], gaps=item.gaps[::-1])
    assert mark(moved, answer) == mark(item, answer)


@given(flags)
def test_ticking_everything_pays_only_when_everything_is_right(flags: list[bool]) -> None:
    earned = mark(choice_item(ItemKind.MULTIPLE, flags), {"choices": list(range(len(flags)))})
    assert (earned == 1.0) == all(flags)


def test_a_wrong_tick_cancels_a_right_one() -> None:
    item = choice_item(ItemKind.MULTIPLE, [True, True, False, False])
    assert mark(item, {"choices": [0]}) == 0.5
    assert mark(item, {"choices": [0, 1, 2]}) == 0.5
    assert mark(item, {"choices": [0, 2]}) == 0.0
    assert mark(item, {"choices": [2, 3]}) == 0.0


def test_wrong_ticks_cost_points_only_where_the_quiz_says_so() -> None:
    item = choice_item(ItemKind.MULTIPLE, [True, True, False, False, False], points=4.0)
    assert mark(item, {"choices": [2]}) == 0.0
    assert mark(item, {"choices": [2]}, negative=True) == -2.0
    assert mark(item, {"choices": [2, 3, 4]}, negative=True) == -4.0
    single = choice_item(ItemKind.SINGLE, [True, False])
    assert mark(single, {"choices": [1]}, negative=True) == 0.0


def test_a_single_choice_is_all_or_nothing() -> None:
    item = choice_item(ItemKind.SINGLE, [False, True], points=2.0)
    assert mark(item, {"choices": [1]}) == 2.0
    assert mark(item, {"choices": [0]}) == 0.0


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        ({"truth": False, "choices": [0]}, 2.0),
        ({"truth": False, "choices": [1]}, 1.0),
        ({"truth": False}, 1.0),
        ({"truth": True, "choices": [0]}, 0.0),
        ({"choices": [0]}, 0.0),
    ],
)
def test_a_verdict_earns_half_and_its_reason_the_rest(answer: Answer, earned: float) -> None:
    assert mark(EACH[ItemKind.TRUTH], answer) == earned


@pytest.mark.parametrize(
    ("text", "earned"), [("0.731", 2.0), ("0,721 ms", 2.0), ("7.41e-1", 2.0), ("0.7411", 0.0), ("731", 0.0)]
)
def test_a_number_is_right_within_its_tolerance(text: str, earned: float) -> None:
    assert mark(EACH[ItemKind.NUMERIC], {"text": text}) == earned


def test_a_relative_tolerance_goes_by_the_value() -> None:
    item = replace(EACH[ItemKind.NUMERIC], numeric=NumericAnswer(200.0, relative=0.01, unit="ms"))
    assert mark(item, {"text": "202 ms"}) == 2.0
    assert mark(item, {"text": "202.1"}) == 0.0


@pytest.mark.parametrize("text", ["Dropout", "  DROPOUT ", "Inverted\u00a0 dropout", "ｄｒｏｐｏｕｔ"])
def test_a_word_is_right_in_any_dress(text: str) -> None:
    assert mark(EACH[ItemKind.TEXT], {"text": text}) == 2.0


def test_dashes_and_apostrophes_are_told_apart_by_nobody() -> None:
    item = replace(EACH[ItemKind.TEXT], accepted=("Bayes' cross-entropy",))
    assert mark(item, {"text": "bayes’ cross\u2011entropy"}) == 2.0
    assert mark(item, {"text": "bayes crossentropy"}) == 0.0


def test_blank_space_in_an_output_does_not_count_but_its_letters_do() -> None:
    item = EACH[ItemKind.OUTPUT]
    assert mark(item, {"text": "[1,   2]\r\n\r\n296295 "}) == 2.0
    assert mark(item, {"text": "[1,2]\n296295"}) == 0.0
    assert mark(replace(item, output="True"), {"text": "true"}) == 0.0


@pytest.mark.parametrize(
    ("order", "earned"),
    [
        (["forward", "loss", "backward", "step"], 2.0),
        (["loss", "forward", "backward", "step"], 2 * 2 / 3),
        (["step", "forward", "loss", "backward"], 2 * 2 / 3),
        (["loss", "forward", "step", "backward"], 2 * 1 / 3),
        (["step", "backward", "loss", "forward"], 0.0),
        (["forward", "", "", "step"], 2 * 1 / 3),
        (["", "", "loss", ""], 0.0),
    ],
)
def test_an_ordering_earns_by_its_longest_run(order: list[str], earned: float) -> None:
    assert mark(EACH[ItemKind.ORDERING], {"order": order}) == pytest.approx(earned)


@given(st.permutations("abcdef"))
def test_the_longest_run_is_the_longest_of_all(order: list[str]) -> None:
    subsets = (kept for size in range(1, 7) for kept in itertools.combinations(order, size))
    longest = max(len(kept) for kept in subsets if list(kept) == sorted(kept))
    found = in_order(tuple("abcdef"), order)
    assert len(found) == longest
    assert found == sorted(found)
    assert found == [step for step in order if step in found]


def test_each_pair_and_each_gap_earns_its_share() -> None:
    matching, cloze = EACH[ItemKind.MATCHING], EACH[ItemKind.CLOZE]
    assert mark(matching, {"pairs": {"classes": "cross-entropy"}}) == pytest.approx(2 / 3)
    swapped = {"classes": "squared error", "regression": "cross-entropy", "ranking": "triplet"}
    assert mark(matching, {"pairs": swapped}) == pytest.approx(2 / 3)
    assert mark(matching, {"pairs": {"classes": "accuracy"}}) == 0.0
    assert mark(cloze, {"gaps": {"layer": "Drop-Out", "scale": "1,4286"}}) == pytest.approx(4 / 3)
    assert mark(cloze, {"gaps": {"mode": "idle"}}) == 0.0


def test_one_right_may_be_given_to_two_lefts_and_earns_once() -> None:
    pairs = {pair.left: "triplet" for pair in EACH[ItemKind.MATCHING].pairs}
    assert mark(EACH[ItemKind.MATCHING], {"pairs": pairs}) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("earned", "certainty", "weighed"),
    [(2, 1, 2), (2, 2, 4), (2, 3, 6), (0, 1, 0), (0, 2, -4), (0, 3, -12), (1, 3, 3), (2, None, 2), (0, None, 0)],
)
def test_certainty_weighs_a_mark_as_moodle_does(earned: float, certainty: int | None, weighed: float) -> None:
    assert certainty_mark(earned, 2.0, certainty) == weighed


@given(each, st.data())
def test_marking_what_was_stored_gives_the_same_mark(item: Item, data: st.DataObject) -> None:
    answer = data.draw(answers(item))
    assert mark(item, clean_answer(item, answer)) == mark(item, answer)


@given(st.lists(st.text(st.characters(categories=("Ll",)), min_size=1, max_size=4), min_size=3, unique_by=str.casefold))
def test_any_item_of_texts_gives_everything_for_its_right_answer(texts: list[str]) -> None:
    ordering = replace(EACH[ItemKind.ORDERING], sequence=tuple(texts))
    matching = replace(EACH[ItemKind.MATCHING], pairs=tuple(Pair(text, text + "!") for text in texts), extra=())
    cloze = replace(EACH[ItemKind.CLOZE], gaps=tuple(Gap(f"g{n}", (text,)) for n, text in enumerate(texts)))
    for item in (ordering, matching, cloze):
        assert mark(item, right_answer(item)) == item.points
