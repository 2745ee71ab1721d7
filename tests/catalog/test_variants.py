"""Parametrised items: which numbers they take, and which items are refused for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.entries import Choice, Derived, ItemKind, NumericAnswer, Variable
from catalog.variants import count_variants, fill, problem, values_of, variants, with_numbers, write
from each_kind import DRAWN


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        (Variable("n", values=(2.0, 0.5)), (2, 0.5)),
        (Variable("n", least=2, most=5, step=1), (2, 3, 4, 5)),
        (Variable("n", least=0.1, most=0.35, step=0.1), (0.1, 0.2, 0.3)),
        (Variable("n", least=-1, most=0, step=0.5), (-1, -0.5, 0)),
    ],
)
def test_a_variable_takes_its_list_or_the_steps_of_its_range(variable: Variable, values: tuple[float, ...]) -> None:
    assert values_of(variable) == values
    assert [type(value) for value in values_of(variable)] == [type(value) for value in values]


def test_every_combination_is_a_variant() -> None:
    drawn = list(variants(DRAWN))
    assert len(drawn) == count_variants(DRAWN) == 8 * 3
    assert {"n": 3, "m": 4, "half": 1.5} in drawn


@pytest.mark.parametrize(
    ("number", "text"),
    [(3.0, "3"), (-2, "-2"), (0.1 + 0.2, "0.3"), (1e-7, "1e-07"), (2**40, "1099511627776"), (1 / 3, "0.3333333333")],
)
def test_numbers_are_written_as_people_would(number: float, text: str) -> None:
    assert write(number) == text


def test_slots_are_filled_and_other_braces_left_alone() -> None:
    text = r"$2^{{{n}}}$ of {{ n }}, {{other}}, \frac{1}{n} and {n}"
    assert fill(text, {"n": 8}) == r"$2^{8}$ of 8, {{other}}, \frac{1}{n} and {n}"


def test_an_item_with_its_numbers_is_an_item_like_any_other() -> None:
    item = with_numbers(DRAWN, {"n": 3, "m": 4, "half": 1.5})
    assert item.stem == "A layer from 3 to 4 units: how many parameters?"
    assert item.explanation == "3 × 4 weights and 4 biases; 1.5 is half of n."
    assert item.numeric == NumericAnswer(16.0)
    assert (item.variables, item.derived) == ((), ())


def test_choices_are_filled_too() -> None:
    choices = (Choice("{{n}} of {{m}}", True, "{{half}}"), Choice("{{m}}"))
    item = with_numbers(replace(DRAWN, kind=ItemKind.SINGLE, choices=choices), {"n": 3, "m": 4, "half": 1.5})
    assert item.choices == (Choice("3 of 4", True, "1.5"), Choice("4"))


def test_a_sound_item_has_no_problem() -> None:
    assert problem(DRAWN) == ""


def test_a_slot_that_nothing_fills_is_a_problem() -> None:
    assert "{{k}}" in problem(replace(DRAWN, stem="From {{n}} to {{k}}"))


def test_one_variant_that_cannot_be_worked_out_is_a_problem() -> None:
    item = replace(DRAWN, derived=(Derived("half", "n / (m - 4)"),))
    assert problem(item) == "cannot be worked out with n = 2, m = 4: a formula divides by zero"


def test_a_variant_in_which_two_choices_read_the_same_is_a_problem() -> None:
    choices = (Choice("{{n}}", True), Choice("{{m}}"))
    item = replace(DRAWN, kind=ItemKind.SINGLE, numeric=None, choices=choices)
    assert problem(item) == "shows “4” twice with n = 4, m = 4"
