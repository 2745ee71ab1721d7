"""Quiz answers are recomputed, and nothing but knowledge gives them away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from catalog.entries import Catalog, Item, ItemKind
from catalog.files import read_catalog

ROOT = Path(__file__).resolve().parents[2]


def size(*layers: nn.Module) -> int:
    return sum(parameter.numel() for parameter in nn.Sequential(*layers).parameters() if parameter.requires_grad)


def mlp_parameters() -> float:
    return size(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def slope_of_square() -> float:
    w = torch.tensor(2.0, requires_grad=True)
    ((w * 3 - 5) ** 2).backward()
    assert w.grad is not None
    return w.grad.item()


def survivor() -> float:
    return nn.Dropout(p=0.2).train()(torch.full((1000,), 6.0)).max().item()


def frozen_backbone() -> float:
    return size(nn.Linear(32, 768).requires_grad_(requires_grad=False), nn.Linear(768, 4))


def expected_zeros() -> float:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        zeros = (nn.Dropout(p=0.3).train()(torch.ones(200, 50_000)) == 0).sum(dim=0)
    return round(zeros.double().mean().item())


COMPUTED: dict[str, Callable[[], float]] = {
    "first-steps/mlp-parameters": mlp_parameters,
    "first-steps/slope-of-square": slope_of_square,
    "first-steps/survivor": survivor,
    "first-steps/frozen-backbone": frozen_backbone,
    "dropout-check/expected-zeros": expected_zeros,
}
TYPICAL_SLIPS = [
    ("first-steps/mlp-parameters", 109_184),
    ("first-steps/slope-of-square", 2),
    ("first-steps/slope-of-square", 3),
    ("first-steps/survivor", 30),
    ("first-steps/survivor", 6),
    ("first-steps/frozen-backbone", 3072),
    ("dropout-check/expected-zeros", 140),
]


@pytest.fixture(scope="module")
def tree() -> Catalog:
    return read_catalog(ROOT)


@pytest.fixture(scope="module")
def items(tree: Catalog) -> dict[str, Item]:
    return {f"{quiz.slug}/{item.slug}": item for quiz in tree.quizzes for item in quiz.items}


def accepts(item: Item, given: float) -> bool:
    assert item.numeric is not None
    key = item.numeric
    return abs(given - key.value) <= max(key.absolute, key.relative * abs(key.value))


def singles(items: dict[str, Item]) -> list[Item]:
    return [item for item in items.values() if item.kind is ItemKind.SINGLE]


def test_every_numeric_item_is_computed_here(items: dict[str, Item]):
    assert {name for name, item in items.items() if item.kind is ItemKind.NUMERIC} == set(COMPUTED)


@pytest.mark.parametrize("name", COMPUTED)
def test_the_computed_answer_is_accepted(name: str, items: dict[str, Item]):
    assert accepts(items[name], COMPUTED[name]())


@pytest.mark.parametrize(("name", "slip"), TYPICAL_SLIPS)
def test_a_typical_slip_is_not_accepted(name: str, slip: float, items: dict[str, Item]):
    assert not accepts(items[name], slip)


def test_the_right_answer_moves_about(items: dict[str, Item]):
    places = Counter(index for item in singles(items) for index, choice in enumerate(item.choices) if choice.correct)
    assert len(places) >= 4
    assert max(places.values()) <= len(singles(items)) / 2


def test_the_right_answer_is_not_the_long_one(items: dict[str, Item]):
    longest = 0
    for item in singles(items):
        (right,) = (len(choice.text) for choice in item.choices if choice.correct)
        longest += all(len(choice.text) < right for choice in item.choices if not choice.correct)
    assert longest <= len(singles(items)) / 2


def test_every_choice_has_feedback(items: dict[str, Item]):
    missing = [(name, choice.text) for name, item in items.items() for choice in item.choices if not choice.feedback]
    assert missing == []


def test_ticking_everything_is_never_right(items: dict[str, Item]):
    for name, item in items.items():
        if item.kind is ItemKind.MULTIPLE:
            assert not all(choice.correct for choice in item.choices), name


def test_every_item_names_its_concepts_and_its_source(items: dict[str, Item]):
    assert [name for name, item in items.items() if not (item.concepts and item.source)] == []


def test_the_first_quiz_mixes_the_kinds(tree: Catalog):
    (quiz,) = (quiz for quiz in tree.quizzes if quiz.slug == "first-steps")
    kinds = Counter(item.kind for item in quiz.items)
    assert len(quiz.items) == 10
    assert min(kinds[kind] for kind in ItemKind) >= 2


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
