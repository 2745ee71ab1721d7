"""The whole bank of quiz items: every number is computed, and nothing but knowledge gives an answer away."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from catalog.entries import Behaviour, Catalog, Item, ItemKind, NumericAnswer
from catalog.files import read_catalog
from catalog.formulas import evaluate
from catalog.variants import variants
from scoring.marks import fold, mark, right_answer
from scoring.numbers import is_close
from scoring.snapshots import freeze, thaw

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
TYPICAL_SLIPS = [
    ("first-steps/mlp-parameters", 109_184),
    ("first-steps/slope-of-square", 2),
    ("first-steps/slope-of-square", 3),
    ("first-steps/survivor", 30),
    ("first-steps/survivor", 6),
    ("first-steps/frozen-backbone", 3072),
    ("dropout-check/expected-zeros", 140),
]
LUCK = 2.6  # standard deviations that a fair draw stays within, 99 times of 100


@cache
def tree() -> Catalog:
    return read_catalog(ROOT)


@cache
def bank() -> Mapping[str, Item]:
    return {f"{quiz.slug}/{item.slug}": item for quiz in tree().quizzes for item in quiz.items}


def of(*kinds: ItemKind) -> dict[str, Item]:
    return {name: item for name, item in bank().items() if item.kind in kinds}


@cache
def computed(quiz: str) -> ModuleType | None:
    """Load the functions that compute a quiz's numbers; None where it has no such file."""
    path = HERE / "computed" / f"{quiz.replace('-', '_')}.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(f"computed_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbers() -> Iterator[tuple[str, str, NumericAnswer, Item]]:
    """Yield every number that is an answer: its name, the function that may compute it, itself and its item."""
    for name, item in bank().items():
        function = name.split("/")[1].replace("-", "_")
        if item.numeric is not None:
            yield name, function, item.numeric, item
        for gap in item.gaps:
            if gap.numeric is not None:
                yield f"{name}/{gap.name}", f"{function}_{gap.name}", gap.numeric, item


def function_for(name: str, function: str) -> Callable[[], float] | None:
    return getattr(computed(name.split("/", maxsplit=1)[0]), function, None)


# --- Every number and every output is recomputed ----------------------------------------------------------------------


def test_every_number_has_a_formula_or_a_function_that_computes_it():
    missing = [name for name, function, answer, _ in numbers() if not (answer.formula or function_for(name, function))]
    assert missing == []


def test_every_function_gives_a_number_that_is_accepted():
    wrong = {}
    for name, function, answer, _ in numbers():
        if compute := function_for(name, function):
            value = compute()
            if not is_close(value, answer):
                wrong[name] = (value, answer.value)
    assert wrong == {}


def test_every_formula_gives_a_number_that_is_accepted_in_every_variant():
    for name, _, answer, item in numbers():
        for drawn in variants(item) if answer.formula else ():
            value = float(evaluate(answer.formula, drawn))
            assert math.isfinite(value), (name, drawn)
            if not item.variables:
                assert abs(value - answer.value) <= max(answer.absolute, answer.relative * abs(answer.value), 1e-9), (
                    name
                )


def test_a_drawn_number_is_within_reach_of_who_writes_what_a_calculator_shows():
    """Four significant digits of an answer with decimals are enough, or the item allows for none but whole numbers."""
    for name, _, answer, item in numbers():
        for drawn in variants(item) if item.variables else ():
            value = float(evaluate(answer.formula, drawn))
            slack = max(answer.absolute, answer.relative * abs(value))
            is_short = len(f"{value:.10g}".replace("-", "").replace(".", "")) <= 7
            assert is_short or abs(float(f"{value:.4g}") - value) <= slack, (name, dict(drawn), value)


def test_every_function_belongs_to_an_item():
    known: dict[str, set[str]] = {}
    for name, function, _, _ in numbers():
        known.setdefault(name.split("/")[0].replace("-", "_"), set()).add(function)
    files = {path.stem for path in (HERE / "computed").glob("*.py")}
    assert files <= set(known)


@pytest.mark.parametrize(("name", "slip"), TYPICAL_SLIPS)
def test_a_typical_slip_is_not_accepted(name: str, slip: float):
    answer = bank()[name].numeric
    assert answer is not None
    assert not is_close(slip, answer)


def test_every_program_prints_what_its_item_says():
    programs = {name: item.code for name, item in of(ItemKind.OUTPUT).items()}
    ran = subprocess.run(
        [sys.executable, HERE / "printed.py"],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    printed = json.loads(ran.stdout)
    wrong = {name: printed[name] for name in programs if printed[name].split() != bank()[name].output.split()}
    assert wrong == {}


def test_every_item_gives_full_marks_for_its_right_answer_as_it_is_drawn():
    for name, item in bank().items():
        for seed in range(3):
            drawn = thaw(freeze(item, seed=seed))
            assert mark(drawn, right_answer(drawn)) == item.points, name


# --- Nothing but knowledge gives an answer away -----------------------------------------------------------------------


def test_at_most_half_of_the_items_are_single_choice():
    assert len(of(ItemKind.SINGLE)) <= len(bank()) / 2


def test_the_right_choice_stands_at_every_place_equally_often():
    for size in (3, 4):
        items = [item for item in of(ItemKind.SINGLE).values() if len(item.choices) == size]
        places = Counter(next(n for n, choice in enumerate(item.choices) if choice.correct) for item in items)
        slack = LUCK * math.sqrt(len(items) * (1 / size) * (1 - 1 / size)) + 1
        assert all(abs(places[place] - len(items) / size) <= slack for place in range(size)), (size, places)


@pytest.mark.parametrize("kind", [ItemKind.SINGLE, ItemKind.TRUTH])
def test_the_right_choice_is_not_the_longest_more_often_than_chance(kind: ItemKind):
    items = of(kind).values()
    chances = [1 / len(item.choices) for item in items]
    slack = LUCK * math.sqrt(sum(chance * (1 - chance) for chance in chances)) + 1
    longest = [name for name, item in of(kind).items() if _is_longest(item)]
    assert len(longest) <= sum(chances) + slack, longest


def _is_longest(item: Item) -> bool:
    (right,) = (len(choice.text) for choice in item.choices if choice.correct)
    return all(len(choice.text) < right for choice in item.choices if not choice.correct)


def test_statements_are_false_about_as_often_as_true():
    verdicts = Counter(item.truth for item in of(ItemKind.TRUTH).values())
    slack = LUCK * math.sqrt(verdicts.total()) / 2 + 1
    assert abs(verdicts[True] - verdicts[False]) / 2 <= slack, verdicts


def test_every_choice_has_feedback():
    missing = [(name, choice.text) for name, item in bank().items() for choice in item.choices if not choice.feedback]
    assert missing == []


def test_ticking_everything_is_never_right():
    wrong = [name for name, item in of(ItemKind.MULTIPLE).items() if all(choice.correct for choice in item.choices)]
    assert wrong == []


def test_choices_and_accepted_texts_differ():
    for name, item in bank().items():
        for texts in ([choice.text for choice in item.choices], item.accepted, *(gap.accepted for gap in item.gaps)):
            assert len({fold(text) for text in texts}) == len(texts), (name, texts)


def test_every_item_names_its_concepts_and_its_source():
    assert [name for name, item in bank().items() if not (item.concepts and item.source)] == []


def test_every_lesson_has_a_practice_quiz_of_eight_items():
    quizzes = {quiz.slug: quiz for quiz in tree().quizzes}
    short = [
        lesson.slug
        for lesson in tree().lessons
        if (quiz := quizzes.get(lesson.slug)) is None
        or (quiz.lesson, quiz.behaviour, len(quiz.items)) != (lesson.slug, Behaviour.PRACTICE, 8)
    ]
    assert short == []


def test_the_bank_mixes_all_kinds():
    kinds = Counter(item.kind for item in bank().values())
    assert min(kinds[kind] for kind in ItemKind) >= 4, kinds


def test_what_three_items_claim_about_layers_holds():
    """Check by running what `after-backward`, `dropout-in-evaluation` and `linear-stack` claim."""
    layer = nn.Linear(3, 1)
    before = layer.weight.clone()
    layer(torch.ones(1, 3)).sum().backward()
    assert torch.equal(layer.weight, before)
    assert layer.weight.grad is not None

    assert torch.equal(nn.Dropout(0.5).eval()(torch.ones(4)), torch.ones(4))

    first, second = nn.Linear(64, 16), nn.Linear(16, 2)
    one = nn.Linear(64, 2)
    with torch.no_grad():
        one.weight.copy_(second.weight @ first.weight)
        one.bias.copy_(second.weight @ first.bias + second.bias)
    x = torch.randn(5, 64)
    torch.testing.assert_close(one(x), second(first(x)), atol=1e-5, rtol=1e-5)
