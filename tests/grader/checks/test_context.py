"""A check's inputs depend on its seed alone, and its judgements fail when they should."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks import CheckFailed, Context
from grader.server import Server
from grader.subject import Subject, in_process


def subject(source: str) -> Subject:
    made = in_process(Server(source, filename="reference.py", fixtures=None))
    made.load()
    made.begin(1)
    return made


def context(source: str = "", seed: int = 3) -> Context:
    return Context(subject(source), subject("def f(x):\n    return x\n"), seed, lambda *_: None)


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
    with pytest.raises(CheckFailed, match=r"^The output is wrong in 1 of 1 places; .* Scale it\.$"):
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
