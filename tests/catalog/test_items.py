"""Items of every kind in a file: read as written, and faulted with what was expected."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from catalog import toml
from catalog.entries import Derived, Gap, Item, ItemKind, NumericAnswer, Variable
from catalog.errors import Faults
from catalog.items import item_from, item_to_table
from catalog.tables import Table
from each_kind import DRAWN, EACH

ITEMS = [*EACH.values(), DRAWN]


def read(table: dict[str, Any]) -> tuple[Item, list[str]]:
    faults = Faults("", [])
    item = item_from(Table(table, faults))
    return item, [str(fault) for fault in faults.errors]


def table_of(kind: str) -> dict[str, Any]:
    return copy.deepcopy(item_to_table(DRAWN if kind == "drawn" else EACH[ItemKind(kind)]))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
def test_an_item_is_read_as_it_was_written(item: Item) -> None:
    text = toml.dumps(item_to_table(item))
    again, faults = read(toml.loads(text, Faults("", [])) or {})
    assert faults == []
    assert again == item
    assert toml.dumps(item_to_table(again)) == text


def test_every_kind_is_tried_here() -> None:
    assert set(EACH) == set(ItemKind)


def test_a_numeric_answer_may_name_its_formula() -> None:
    table = table_of("numeric") | {"numeric": {"value": 0.69, "absolute": 0.01, "formula": "log(2)"}}
    item, faults = read(table)
    assert faults == []
    assert item.numeric == NumericAnswer(0.69, 0.01, formula="log(2)")


def test_the_value_of_a_drawn_item_is_that_of_its_first_numbers() -> None:
    item, _ = read(table_of("drawn"))
    assert item.numeric is not None
    assert item.numeric.value == 2 * 1 + 1


def test_a_step_of_one_is_understood() -> None:
    item, faults = read(
        table_of("drawn") | {"variable": [{"name": "n", "least": 2, "most": 4}, {"name": "m", "values": [1]}]}
    )
    assert faults == []
    assert item.variables[0] == Variable("n", least=2.0, most=4.0, step=1.0)


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        ("single", {"truth": True}, "truth: a single item has no verdict; expected [[item.choice]]"),
        ("single", {"numeric": {"value": 1}}, "numeric: a single item has no numeric answer"),
        ("single", {"choice": []}, "choice: expected at least two choices, found 0"),
        ("truth", {"truth": None}, "truth: is missing; expected truth = true or false"),
        ("truth", {"choice": [{"text": "a"}, {"text": "b"}]}, "choice: expected exactly one correct choice, found 0"),
        ("numeric", {"numeric": None}, "numeric: is missing; expected [item.numeric]"),
        ("numeric", {"numeric": {"value": 4, "formula": "2 + 3"}}, "numeric.value: is 4, but the formula gives 5"),
        ("numeric", {"numeric": {"value": 4, "formula": "n + 3"}}, "numeric.formula: names “n”"),
        ("numeric", {"numeric": {"formula": "n + 3"}}, "numeric.value: is missing"),
        ("numeric", {"choice": [{"text": "a"}]}, "choice: a numeric item has no choices"),
        ("text", {"text": {"accepted": []}}, "text.accepted: expected at least one text"),
        ("text", {"text": None}, "text: is missing; expected [item.text]"),
        ("text", {"variable": [{"name": "n", "values": [1]}]}, "variable: a text item takes no variables"),
        ("ordering", {"sequence": ["a", "b"]}, "sequence: expected three to ten steps, found 2"),
        ("ordering", {"sequence": ["a", "b", "a"]}, "sequence: says “a” twice"),
        ("ordering", {"sequence": ["a", "b", "c\nd"]}, "sequence: expected texts on one line"),
        ("ordering", {"extra": ["d"]}, "extra: an ordering item has no extra rights"),
        ("matching", {"pair": [{"left": "a", "right": "b"}]}, "pair: expected two to ten pairs, found 1"),
        ("matching", {"extra": ["triplet"]}, "pair: says “triplet” twice"),
        ("matching", {"pair": [{"left": "a", "right": "b"}] * 2}, "pair: says “a” twice"),
        ("cloze", {"stem": "No gap."}, "stem: expected each gap once, as {{name}}"),
        ("cloze", {"stem": "{{layer}} {{mode}} {{scale}} {{more}}"}, "stem: expected each gap once"),
        ("cloze", {"gap": None}, "gap: is missing; expected [[item.gap]]"),
        ("output", {"code": None}, "code: is missing; expected code = '''…'''"),
        ("output", {"output": ""}, "output: is missing"),
        ("drawn", {"derived": [{"name": "n", "formula": "1"}]}, "variable: two variables or derived numbers"),
        ("drawn", {"numeric": {"value": 3}}, "numeric.value: an item with variables has a formula"),
        ("drawn", {"numeric": {"value": 3}}, "numeric.formula: is missing"),
        ("drawn", {"numeric": {"formula": "n * k"}}, "numeric.formula: names “k”"),
        ("drawn", {"variable": None}, "derived: expected at least one [[item.variable]]"),
        ("drawn", {"variable": [{"name": "pi", "values": [1]}]}, "variable[1].name: is “pi”"),
        ("drawn", {"variable": [{"name": "n"}]}, "variable[1]: expected either values = […] or least, most and step"),
        ("drawn", {"variable": [{"name": "n", "values": [1, 1]}]}, "variable[1].values: names the same number twice"),
        ("drawn", {"variable": [{"name": "n", "least": 3, "most": 3}]}, "variable[1].most: expected a number above"),
        (
            "drawn",
            {"variable": [{"name": "n", "values": ["a"]}]},
            "variable[1].values: expected a list of finite numbers",
        ),
        ("drawn", {"variable": [{"name": "n", "least": 0, "most": 9999}]}, "variable[1]: takes more than 1000 numbers"),
    ],
)
def test_a_fault_says_what_was_expected(kind: str, change: dict[str, Any], fault: str) -> None:
    _, faults = read(table_of(kind) | change)
    assert any(found.startswith(fault) for found in faults), faults


def test_too_many_variants_are_refused_before_they_are_tried() -> None:
    variables = [{"name": name, "least": 1, "most": 900} for name in ("n", "m")]
    _, faults = read(table_of("drawn") | {"variable": variables})
    assert faults == ["variable: gives 810000 variants; expected at most 5000"]


@pytest.mark.parametrize(
    ("gap", "fault"),
    [
        ({"accepted": ["x"], "value": 3}, "expected accepted, or options with answer, or value"),
        ({}, "expected accepted, or options with answer, or value"),
        ({"options": ["a", "b"], "answer": "c"}, "expected at least two different options, the answer among them"),
        ({"options": ["a"], "answer": "a"}, "expected at least two different options"),
        ({"accepted": ["a"], "answer": "a"}, "expected options to choose from"),
        ({"accepted": ["a"], "absolute": 1}, "unknown key"),
        ({"value": 3, "formula": "1 + 1"}, "is 3, but the formula gives 2"),
    ],
)
def test_a_gap_is_filled_in_one_way(gap: dict[str, Any], fault: str) -> None:
    table = table_of("cloze") | {"stem": "{{one}}", "gap": [{"name": "one", **gap}]}
    _, faults = read(table)
    assert any(fault in found for found in faults), faults


def test_a_gap_may_hold_a_number_with_its_formula() -> None:
    gap = {"name": "one", "value": 6, "formula": "2 * 3"}
    item, faults = read(table_of("cloze") | {"stem": "{{one}}", "gap": [gap]})
    assert faults == []
    assert item.gaps == (Gap("one", numeric=NumericAnswer(6.0, formula="2 * 3")),)


def test_derived_numbers_build_on_one_another() -> None:
    derived = [{"name": "half", "formula": "n / 2"}, {"name": "quarter", "formula": "half / 2"}]
    item, faults = read(table_of("drawn") | {"derived": derived})
    assert faults == []
    assert item.derived[1] == Derived("quarter", "half / 2")
