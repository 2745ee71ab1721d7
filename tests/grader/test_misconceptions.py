"""A mistake is named only when one wrong solution, and no other, explains what came out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from grader.misconceptions import Behaviour, Diverged, Watch, choose, same
from grader.subject import Remote
from sandbox.wire import Handle

NAN = float("nan")


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
    assert not Behaviour(True, [1], observed=True).explains(Behaviour(True, [1]))


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


def test_a_trial_goes_on_while_the_answers_are_the_wanted_ones() -> None:
    watch = Watch(Behaviour(True, [1.0, NAN]))

    watch.answered([1.0])
    watch.answered([1.0, NAN])


@pytest.mark.parametrize("evidence", [[2.0], [1.0, 3.0], [1.0, NAN, 1.0]])
def test_a_trial_ends_at_the_first_answer_that_is_another_or_one_too_many(evidence: list[Any]) -> None:
    with pytest.raises(Diverged):
        Watch(Behaviour(True, [1.0, NAN])).answered(evidence)


def test_where_the_check_observes_answers_count_for_nothing() -> None:
    watch = Watch(Behaviour(True, [1.0], observed=True))

    watch.answered([2.0])
    watch.observed([1.0])
    with pytest.raises(Diverged):
        watch.observed([2.0])


def test_a_check_that_observed_nothing_before_is_not_explained_by_one_that_does() -> None:
    with pytest.raises(Diverged):
        Watch(Behaviour(True, [1.0])).observed([1.0])
