"""A wrong gradient is found, named and explained; a right one passes in whatever form it comes."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from checks_on import context, failure, message
from grader.checks import Context
from grader.checks.gradients import inputs

ONES = torch.ones(2, 3, dtype=torch.float64)
WANT = {"W1": ONES, "b1": ONES[0]}
REFERENCE = "def f(x, w, *, shift=0):\n    return x * w + shift\n"


def same(got: Any, want: Any = WANT, **tolerance: float) -> None:
    context().same_gradients(got, want, **tolerance)


def test_equal_gradients_pass_in_any_order() -> None:
    same({"b1": ONES[0], "W1": ONES})


@pytest.mark.parametrize(
    ("got", "said"),
    [
        ([ONES], "The gradients must come as a dict by name; this is a list."),
        ({"W1": ONES}, "There is no gradient for `b1`; there is one for `W1`."),
        ({}, "There is no gradient for `W1`, `b1`; there is one for nothing."),
        ({**WANT, "W2": ONES}, "There is a gradient for `W2`; expected only `W1`, `b1`."),
        ({**WANT, "b1": None}, "No gradient reaches `b1`"),
        ({**WANT, "b1": 1.0}, "The gradient of `b1` has shape []; expected [3]."),
        ({**WANT, "W1": ONES.T}, "The gradient of `W1` has shape [3, 2]; expected [2, 3]."),
        ({**WANT, "W1": ONES.float()}, "The gradient of `W1` has dtype float32; expected float64."),
        ({**WANT, "W1": ONES * torch.nan}, "The gradient of `W1` is NaN at [0, 0]; expected 1 there."),
        (
            {**WANT, "b1": ONES[0] * 2},
            "The gradient of `b1` is wrong in 3 of 3 places; first at [0]: got 2, expected 1.",
        ),
        ({**WANT, "W1": ONES * (1 + 1e-5)}, "The gradient of `W1` is wrong in 6 of 6 places"),
    ],
)
def test_the_message_names_the_gradient_and_what_is_wrong(got: Any, said: str) -> None:
    assert message(same, got).startswith(said)


def test_the_first_name_that_is_wanted_is_judged_first() -> None:
    assert "`W1`" in message(same, {"b1": ONES, "W1": -ONES})


def test_what_needs_no_gradient_may_have_none_or_zeros() -> None:
    same({"a": None}, {"a": None})
    same({"a": torch.zeros(3)}, {"a": None})
    assert message(same, {"a": torch.ones(3)}, {"a": None}) == "`a` got a gradient; it should get none."


def test_float32_with_the_tolerance_of_float64_is_the_authors_mistake() -> None:
    with pytest.raises(ValueError, match="use float64"):
        same({"a": torch.ones(2)}, {"a": torch.ones(2)})
    same({"a": torch.ones(2)}, {"a": torch.ones(2)}, rtol=1e-4, atol=1e-5)


def test_inputs_are_found_by_place_by_name_and_by_keyword() -> None:
    found = inputs(["x", "w"], [ONES, ONES], {"shift": ONES}, ["x", 1, "shift"])

    assert [(one.place, one.label) for one in found] == [(0, "`x`"), (1, "`w`"), ("shift", "`shift`")]
    assert [one.label for one in inputs([], [ONES], {}, [0])] == ["input 0"]


@pytest.mark.parametrize("wrt", ["y", 2, "shift", 1])
def test_an_input_that_can_have_no_gradient_is_the_authors_mistake(wrt: Any) -> None:
    with pytest.raises(ValueError, match="no floating tensor among the arguments"):
        inputs(["x", "w"], [ONES, torch.tensor([1])], {}, [wrt])


def compared(candidate: str, reference: str = REFERENCE, **more: Any) -> tuple[Context, Any]:
    ctx = context(f"import torch\n{candidate}", f"import torch\n{reference}")
    x, w = (ctx.randn(2, 3, dtype=torch.float64) for _ in range(2))
    return ctx, lambda: ctx.gradients("f", x, w, **{"wrt": ["x", "w"], **more})


def test_autograd_through_another_formula_gives_the_same_gradients() -> None:
    ctx, judged = compared("def f(a, b, *, shift=0):\n    return torch.einsum('ij,ij->ij', a, b) + 7\n")

    assert judged().shape == (2, 3)
    assert list(ctx.candidate.evidence[-1]) == ["value", "gradients"]


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        ("def f(x, w):\n    return x * w.detach()\n", "No gradient reaches `w`"),
        ("def f(x, w):\n    return (x * w).detach()\n", "No gradient reaches `x`"),
        ("def f(x, w):\n    return torch.tensor((x * w).tolist(), dtype=x.dtype)\n", "No gradient reaches `x`"),
        ("def f(x, w):\n    return x * 2 * w\n", "The gradient of `x` is wrong in 6 of 6 places; first at [0, 0]:"),
        ("def f(x, w):\n    return (x * w).T\n", "The result of `f` has shape [3, 2]; expected [2, 3]."),
        ("def f(x, w):\n    return (x * w).float()\n", "The result of `f` has dtype float32; expected float64."),
        ("def f(x, w):\n    return None\n", "The result of `f` is None"),
    ],
)
def test_a_wrong_gradient_names_its_input(candidate: str, said: str) -> None:
    assert message(compared(candidate)[1]).startswith(said)


def test_the_upstream_gradient_is_not_uniform() -> None:
    """A sum hides a wrong place: the gradient of Σ x is all ones, whatever is swapped."""
    swapped = "def f(x, w):\n    return x.flip(0)\n"
    assert "`x`" in message(compared(swapped, "def f(x, w):\n    return x * 1\n", wrt=["x"])[1])


def test_of_several_results_the_first_counts_unless_upstream_says_more() -> None:
    reference = "def f(x, w):\n    return x * w, x + w\n"
    candidate = "def f(x, w):\n    return x * w, x - w\n"
    compared(candidate, reference)[1]()

    assert "`x`" in message(compared("def f(x, w):\n    return x - w, x + w\n", reference)[1])
    assert "`w`" in message(compared(candidate, reference, upstream=[None, ONES])[1])
    assert "must be 2 values" in message(compared("def f(x, w):\n    return x * w\n", reference)[1])


def test_both_sides_draw_the_same_numbers() -> None:
    noisy = "def f(x, w):\n    return x * w * torch.rand(3)\n"
    compared(noisy, noisy)[1]()


def test_a_reference_without_gradient_is_the_authors_mistake() -> None:
    with pytest.raises(ValueError, match="gives no gradient to `w`"):
        compared(REFERENCE, "def f(x, w):\n    return x * w.detach()\n")[1]()


def test_a_modules_parameters_get_their_gradients_by_name() -> None:
    ctx = context("import torch\nmake = lambda: torch.nn.Linear(3, 2).double()\n")
    layer = ctx.candidate.make()

    _, found = ctx.candidate.gradients(layer, ONES, wrt=[0], upstream=torch.ones(2, 2, dtype=torch.float64))

    assert sorted(found) == ["0", "bias", "weight"]
    assert found["bias"].tolist() == [2.0, 2.0]


def test_figures_come_with_the_message() -> None:
    found = failure(same, {**WANT, "b1": ONES[0] * 2}).found
    assert (found.first_bad_index, found.max_abs_error) == ((0,), 1.0)
