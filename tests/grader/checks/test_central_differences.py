"""A gradient is judged by the slopes of the candidate's own forward pass."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from checks_on import context, failure, message
from grader.checks import Context

LINEAR = """
import torch
def f(x, w):
    return x @ w, (x, w)
def backward(upstream, cache):
    x, w = cache
    return {returned}
"""
RIGHT = "upstream @ w.T, x.T @ upstream"


def checked(source: str, *, sizes: tuple[int, int, int] = (2, 3, 2), **more: Any) -> tuple[Context, Any]:
    ctx = context(source, "def f(x, w):\n    raise ValueError\n")
    x, w = ctx.randn(*sizes[:2], dtype=torch.float64), ctx.randn(*sizes[1:], dtype=torch.float64)
    return ctx, lambda: ctx.gradcheck("f", x, w, **{"wrt": ["x", "w"], **more})


def by_hand(returned: str, **more: Any) -> Any:
    ctx, judged = checked(
        LINEAR.format(returned=returned),
        backward=lambda result, upstream: ctx.candidate.backward(upstream, result[1]),
        **more,
    )
    return judged


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 3, 2), (20, 30, 10)])
@pytest.mark.parametrize("returned", [RIGHT, f"[{RIGHT}]", "{'w': x.T @ upstream, 'x': upstream @ w.T, 'more': 1}"])
def test_a_right_backward_pass_passes_in_any_form(returned: str, sizes: tuple[int, int, int]) -> None:
    by_hand(returned, sizes=sizes)()


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("2 * upstream @ w.T, x.T @ upstream", "The gradient of `x` at [0, 0] is "),
        (
            "upstream @ w.T, x.T @ upstream * torch.tensor([[1.0, 1.0], [1.0, 0.5], [1.0, 1.0]])",
            "The gradient of `w` at [1, 1] is ",
        ),
        ("upstream @ w.T, (x.T @ upstream).T", "The gradient of `w` has shape [2, 3]; expected [3, 2]."),
        ("(upstream @ w.T).float(), x.T @ upstream", "The gradient of `x` has dtype float32; expected float64."),
        ("upstream @ w.T / 0, x.T @ upstream", "The gradient of `x` is NaN or infinite at [0, 0]."),
        ("upstream @ w.T", "The backward pass gave 1 gradients; expected those of `x`, `w`."),
        ("{'x': upstream @ w.T}", "There is no gradient for `w`."),
        ("upstream @ w.T, None", "No gradient reaches `w`"),
        ("upstream @ w.T, 'w'", "The gradient of `w` is a str"),
    ],
)
def test_a_wrong_backward_pass_is_told_with_its_place(returned: str, said: str) -> None:
    assert message(by_hand(returned)).startswith(said)


def test_a_wrong_value_among_many_is_found() -> None:
    spoiled = "upstream @ w.T, (x.T @ upstream).index_fill(0, torch.tensor([1]), 0.0)"
    found = failure(by_hand(spoiled, sizes=(20, 30, 10))).found

    assert found.first_bad_index == (1, 0)
    assert "but `f` has the slope" in found.message
    late = "upstream @ w.T, (x.T @ upstream).index_fill(0, torch.tensor([29]), 0.0)"
    assert message(by_hand(late, sizes=(20, 30, 10))).startswith("Along a random direction the gradient of `w` says")


def test_autograd_is_judged_when_no_backward_pass_is_given() -> None:
    checked("def f(x, w):\n    return (x @ w).relu().sum()\n")[1]()
    detached = "def f(x, w):\n    return x @ w.detach()\n"
    assert message(checked(detached)[1]).startswith("No gradient reaches `w`")
    cut = "def f(x, w):\n    return x @ w - (x @ w).detach().mean()\n"
    assert message(checked(cut)[1]).startswith("The gradient of `x` at [0, 0] is")


def test_a_number_may_be_the_result() -> None:
    source = "def f(x, w):\n    return (x @ w).sum().item(), None\ndef g(x, w):\n    return w.sum(1).expand_as(x)\n"
    ctx, judged = checked(source, wrt=["x"], backward=None)
    x, w = ctx.randn(2, 3, dtype=torch.float64), ctx.randn(3, 2, dtype=torch.float64)
    ctx.gradcheck("f", x, w, wrt=[0], backward=lambda _, upstream: upstream * ctx.candidate.g(x, w))
    assert message(judged).startswith("No gradient reaches `x`")


def test_a_kink_within_the_first_step_does_no_harm() -> None:
    x = torch.arange(-6, 6, dtype=torch.float64) * 1e-7 + 4e-8
    context("def f(x):\n    return x.relu()\n").gradcheck("f", x, wrt=["x"])


def test_noise_is_drawn_alike_in_every_call() -> None:
    source = "import torch\ndef f(x, w):\n    return (x @ w) * torch.rand(2, 2), None\n"
    checked(source, upstream=[torch.ones(2, 2, dtype=torch.float64), None])[1]()


def test_perturbed_calls_are_no_evidence() -> None:
    ctx, judged = checked("def f(x, w):\n    return x @ w\n")
    judged()
    assert len(ctx.candidate.evidence) == 2


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("(x @ w).float()", "The result of `f` for float64 inputs has dtype float32; expected float64."),
        ("(x @ w).long()", "The result of `f` is a tensor of dtype int64; expected a floating tensor"),
        ("'text'", "The result of `f` is a str; expected a floating tensor"),
    ],
)
def test_a_result_that_has_no_slope_is_told(result: str, said: str) -> None:
    assert message(checked(f"def f(x, w):\n    return {result}\n")[1]).startswith(said)


def test_float32_is_the_authors_mistake() -> None:
    with pytest.raises(ValueError, match="gradcheck needs float64; `x`"):
        context("def f(x):\n    return x\n").gradcheck("f", torch.ones(2), wrt=["x"])


def test_a_module_is_checked_too() -> None:
    ctx = context("import torch\nmake = lambda: torch.nn.LayerNorm(5).double()\n")
    ctx.gradcheck(ctx.candidate.make(), ctx.randn(4, 5, dtype=torch.float64), wrt=[0])
