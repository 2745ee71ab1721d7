"""A mistake is named only when one wrong solution, and no other, explains what came out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from grader.misconceptions import Behaviour, choose, parse, same
from grader.subject import Remote
from sandbox.wire import Handle

NAN = float("nan")


def test_a_docstring_says_the_mistake_its_check_and_its_lesson() -> None:
    found = parse("forgot", '"""You forgot\nthe scale.\n\nMore.\n\ncheck: scales\nlesson: dropout\n"""\nx = 1\n')

    assert (found.name, found.note, found.check, found.lesson) == (
        "forgot",
        "You forgot the scale.",
        "scales",
        "dropout",
    )
    assert found.source.endswith("x = 1\n")


def test_the_lesson_may_be_left_out() -> None:
    assert parse("a", '"""Said.\n\ncheck: c\n"""').lesson == ""


@pytest.mark.parametrize("source", ["x = 1", '"""Said, but for which check?"""', '"""\ncheck: c"""', "def f(:"])
def test_a_file_that_does_not_say_it_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"docstring|line \d"):
        parse("a", source)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (torch.tensor([1.0, NAN]), torch.tensor([1.0, NAN])),
        (torch.ones(2), torch.ones(2) * (1 + 1e-6)),
        (torch.ones(2, dtype=torch.complex64), torch.ones(2, dtype=torch.complex64)),
        (np.ones(3), np.ones(3)),
        ([1, (2.0, "a")], [1, (2.0, "a")]),
        ({"a": NAN}, {"a": NAN}),
        (None, None),
        (Remote(None, Handle(1, "")), Remote(None, Handle(2, ""))),  # type: ignore[arg-type]
    ],
)
def test_the_same_but_for_rounding_is_the_same(left: Any, right: Any) -> None:
    assert same(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (torch.ones(2), torch.ones(2) * 1.001),
        (torch.ones(2, dtype=torch.float64), torch.ones(2, dtype=torch.float64) * (1 + 1e-6)),
        (torch.ones(2), torch.ones(2, dtype=torch.float64)),
        (torch.ones(2), torch.ones(2, 1)),
        (torch.tensor([50_000]), torch.tensor([50_001])),
        (torch.tensor([NAN, 1.0]), torch.tensor([1.0, NAN])),
        (1, 1.0),
        (True, 1),
        ([1], (1,)),
        ([1], [1, 2]),
        ({"a": 1}, {"b": 1}),
        (NAN, 1.0),
        (object(), object()),
        (Remote(None, Handle(1, "")), 1),  # type: ignore[arg-type]
    ],
)
def test_what_differs_is_not_the_same(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert not same(right, left)


def test_only_two_failures_explain_each_other() -> None:
    assert Behaviour(True, [1]).explains(Behaviour(True, [1]))
    assert not Behaviour(True, [1]).explains(Behaviour(True, [2]))
    assert not Behaviour(False, [1]).explains(Behaviour(True, [1]))
    assert not Behaviour(True, [1]).explains(Behaviour(False, [1]))


@pytest.mark.parametrize(
    ("here", "agreements", "chosen"),
    [
        ([], {}, None),
        (["a"], {"a": 1}, "a"),
        (["a", "b"], {"a": 1, "b": 1}, None),
        (["a", "b"], {"a": 2, "b": 1}, "a"),
        (["a", "b", "c"], {"a": 2, "b": 2, "c": 1}, None),
        (["b"], {"a": 5, "b": 1}, "b"),
    ],
)
def test_of_several_that_fit_only_a_single_best_is_chosen(
    here: list[str], agreements: dict[str, int], chosen: str | None
) -> None:
    assert choose(here, agreements) == chosen
