"""A check's inputs depend on its seed alone, and its judgements fail when they should."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from checks_on import context, message
from grader.checks import CheckFailed
from grader.subject import LearnerError


def test_inputs_repeat_with_the_seed_and_differ_between_seeds() -> None:
    assert torch.equal(context(seed=3).randn(5), context(seed=3).randn(5))
    assert not torch.equal(context(seed=3).randn(5), context(seed=4).randn(5))
    assert not torch.equal((ctx := context()).rand(5), ctx.rand(5))


def test_inputs_have_the_asked_shape_dtype_and_range() -> None:
    ctx = context()

    assert ctx.randn(2, 3, dtype=torch.float64).dtype == torch.float64
    assert ctx.randn(100_000, scale=10.0).std() == pytest.approx(10, rel=0.05)
    assert 0 <= float(ctx.rand(1000).min()) <= float(ctx.rand(1000).max()) < 1
    assert set(ctx.randint(2, 4, (100,)).tolist()) == {2, 3}
    assert {ctx.integer(1, 3) for _ in range(100)} == {1, 2, 3}
    assert {ctx.choose("ab") for _ in range(50)} == {"a", "b"}


def test_a_seeded_generator_draws_the_same_on_both_sides() -> None:
    ctx = context("import torch\ndef draw(generator):\n    return torch.rand(3, generator=generator)\n")
    seeded = ctx.seeded_generator()

    assert torch.equal(ctx.candidate.draw(seeded), ctx.candidate.draw(seeded))
    assert not torch.equal(ctx.candidate.draw(seeded), ctx.candidate.draw(ctx.seeded_generator()))


def test_what_a_call_gets_is_summed_up_without_its_values() -> None:
    ctx = context()
    ctx.given(x=torch.ones(2, 3), p=0.123456789, training=True, name="relu", net=object())

    assert ctx.inputs == "x = float32 [2, 3], p = 0.123457, training = True, name = relu, net = object"


def test_equal_fails_with_the_authors_reason() -> None:
    with pytest.raises(CheckFailed, match=r"^The output is .*; expected .*\. Scale it\.$"):
        context().equal(1.0, 2.0, what="the output", because="Scale it.")


def test_require_fails_on_false_alone() -> None:
    context().require(True, "never")
    with pytest.raises(CheckFailed, match="so it is"):
        context().require(False, "so it is")


@pytest.mark.parametrize(("estimate", "fails"), [(5.0, False), (-5.0, False), (5.1, True), (float("nan"), True)])
def test_within_allows_five_standard_errors(estimate: float, fails: bool) -> None:
    ctx = context()
    if fails:
        with pytest.raises(CheckFailed):
            ctx.within(estimate, 0.0, standard_error=1.0, message="far")
    else:
        ctx.within(estimate, 0.0, standard_error=1.0, message="far")


@pytest.mark.parametrize("call", [lambda ctx, x: ctx.unchanged("f", x), lambda ctx, x: ctx.unchanged("f", x=x)])
def test_a_changed_input_fails(call: Any) -> None:
    with pytest.raises(CheckFailed, match="changed a tensor"):
        call(context("def f(x):\n    x += 1\n    return x\n"), torch.ones(2))


def test_an_input_left_alone_passes_with_its_nans() -> None:
    x = torch.tensor([1.0, float("nan")])

    assert torch.equal(context("def f(x):\n    return 2 * x[:1]\n").unchanged("f", x), torch.tensor([2.0]))


RAISES = """
class BadShape(ValueError):
    pass
class Net:
    def step(self, x):
        raise ValueError('no')
def f(kind, *args, **kwargs):
    if kind == 'nothing':
        return None
    raise {'ours': BadShape, 'todo': NotImplementedError, 'key': KeyError, 'value': ValueError}[kind]('why\\nmore')
"""


@pytest.mark.parametrize("kinds", ["ValueError", ("TypeError", "ValueError"), ["ValueError"]])
@pytest.mark.parametrize("kind", ["value", "ours"])
def test_the_right_exception_or_a_subclass_passes(kinds: Any, kind: str) -> None:
    context(RAISES).raises(kinds, "f", kind)


def test_objects_and_methods_may_raise() -> None:
    ctx = context(RAISES)
    ctx.raises("ValueError", ctx.candidate.Net().step, 1)
    ctx.raises("TypeError", "Net", 5)


def test_what_came_instead_of_the_exception_is_said() -> None:
    ctx = context(RAISES)

    assert message(ctx.raises, "ValueError", "f", "nothing", because="Empty.") == (
        "`f` returned None; expected it to raise `ValueError`. Empty."
    )
    assert message(ctx.raises, ("ValueError", "TypeError"), "f", "key") == (
        "`f` raised `KeyError: 'why\\nmore'`; expected it to raise `ValueError` or `TypeError`."
    )
    assert message(ctx.raises, "ValueError", lambda: torch.ones(2)) == (
        "The call returned a float32 tensor of shape [2]; expected it to raise `ValueError`."
    )
    assert message(ctx.raises, "ValueError", ctx.candidate.Net).startswith("The call returned a class instance")


def test_what_is_not_written_yet_refuses_nothing() -> None:
    """NotImplementedError is a RuntimeError, but it says that there is nothing to judge."""
    with pytest.raises(LearnerError, match="NotImplementedError"):
        context(RAISES).raises("RuntimeError", "f", "todo")
    context(RAISES).raises("NotImplementedError", "f", "todo")


def test_probabilities_are_not_negative_and_add_up_to_1() -> None:
    ctx = context()
    good = torch.tensor([[0.25, 0.75], [1.0, 0.0]])
    ctx.probabilities(good, dim=1, what="the weights")

    assert message(ctx.probabilities, good, dim=0, what="the weights").startswith(
        "The sum of the weights along dimension 0 is wrong in 2 of 2 places; first at [0]: got 1.25, expected 1."
    )
    assert message(ctx.probabilities, good - 0.5, dim=1, what="the weights") == (
        "The weights must not be negative; the one at [0, 0] is -0.25."
    )
    assert "floating tensor" in message(ctx.probabilities, [1.0], dim=0, what="p")
    assert "NaN" in message(ctx.probabilities, good * torch.nan, dim=1, what="p")


def test_a_permutation_must_come_out_alike() -> None:
    ctx, x = context(), torch.arange(6.0).reshape(3, 2)
    ctx.equivariant(lambda x: x - x.mean(0), x, dim=0, what="the output")

    said = message(ctx.equivariant, lambda x: x.cumsum(0), x, dim=0, what="the output")
    assert said.startswith("The output is wrong in")
    assert said.endswith("must be shuffled alike and otherwise the same.")
    assert message(ctx.equivariant, lambda x: None, x, dim=0, what="the output") == "The output must be a tensor."


@pytest.mark.parametrize("seed", range(20))
def test_a_permutation_is_never_the_identity(seed: int) -> None:
    assert "wrong in" in message(
        context(seed=seed).equivariant, lambda x: torch.arange(2.0), torch.ones(2), dim=0, what="it"
    )
