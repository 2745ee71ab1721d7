"""Counted work is what a formula says it is, whatever the way to the operator; a claim that is none is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import functional

from checks_on import context, message, subject
from grader.subject import CandidateGone, Subject
from grader.work import Counting, Work, claim, judged
from sandbox.wire import decode, encode


def counted(call: Callable[[], object]) -> Counting:
    with Counting() as counting:
        call()
    return counting


def t(*shape: int) -> torch.Tensor:
    return torch.ones(shape, requires_grad=True)


@pytest.mark.parametrize(
    ("call", "flops"),
    [
        (lambda a: a(3, 4) @ a(4, 5), 2 * 3 * 4 * 5),
        (lambda a: a(2, 3, 4) @ a(2, 4, 5), 2 * 2 * 3 * 4 * 5),
        (lambda a: a(2, 3, 4) @ a(4, 5), 2 * 2 * 3 * 4 * 5),
        (lambda a: a(3, 4) @ a(4), 2 * 3 * 4),
        (lambda a: a(4) @ a(4), 2 * 4),
        (lambda a: torch.addmv(a(3), a(3, 4), a(4)), 2 * 3 * 4),
        (lambda a: torch.einsum("bij,bjk->bik", a(2, 3, 4), a(2, 4, 5)), 2 * 2 * 3 * 4 * 5),
        (lambda a: functional.linear(a(3, 4), a(5, 4), a(5)), 2 * 3 * 4 * 5),
        (lambda a: functional.conv1d(a(1, 2, 9), a(3, 2, 3)), 2 * 7 * 3 * 2 * 3),
        (lambda a: functional.conv2d(a(2, 3, 7, 6), a(5, 3, 3, 2), a(5), stride=2), 2 * 2 * (3 * 3) * 5 * (3 * 3 * 2)),
        (lambda a: functional.conv2d(a(1, 4, 5, 6), a(4, 2, 3, 3), groups=2), 2 * (3 * 4) * 4 * (2 * 3 * 3)),
        (lambda a: functional.conv_transpose2d(a(1, 2, 3, 3), a(2, 4, 2, 2), stride=2), 2 * 9 * 2 * (4 * 2 * 2)),
        (
            lambda a: functional.scaled_dot_product_attention(a(2, 3, 5, 4), a(2, 3, 7, 4), a(2, 3, 7, 4)),
            2 * 6 * 5 * 7 * 8,
        ),
        (lambda a: (a(3, 4) * a(3, 4)).sum(), 0),
    ],
)
def test_flops_follow_the_shapes(call: Callable[[Any], torch.Tensor], flops: int) -> None:
    assert counted(lambda: call(t)).flops == flops
    with torch.no_grad():
        assert counted(lambda: call(t)).flops == flops


@pytest.mark.parametrize(
    "call",
    [
        lambda: t(3, 4) @ t(4, 5),
        lambda: t(2, 3, 4) @ t(2, 4, 5),
        lambda: functional.conv2d(t(2, 3, 7, 6), t(5, 3, 3, 2), t(5), stride=2),
        lambda: functional.conv2d(t(1, 4, 5, 6), t(4, 2, 3, 3), groups=2),
        lambda: functional.conv_transpose2d(t(1, 2, 3, 3), t(2, 4, 2, 2), stride=2),
    ],
)
def test_the_pull_back_of_a_product_costs_two_of_it(call: Callable[[], torch.Tensor]) -> None:
    out = call()
    assert counted(lambda: out.backward(torch.ones_like(out))).flops == 2 * counted(call).flops


def test_the_pull_back_of_fused_attention_makes_the_scores_again() -> None:
    """5 products instead of 4: q·k once more, then weights, values, queries and keys."""
    q = t(2, 3, 5, 4)
    out = functional.scaled_dot_product_attention(q, q, q)
    assert counted(lambda: out.backward(torch.ones_like(out))).flops == 5 * 2 * 6 * 5 * 5 * 4


def test_inference_mode_counts_the_same() -> None:
    def product() -> None:
        functional.linear(torch.ones(2, 3, 4), torch.ones(5, 4))

    with torch.inference_mode():
        inside = counted(product)
    assert inside.flops == counted(product).flops == 2 * 2 * 3 * 4 * 5
    assert "linear" not in inside.calls


def test_calls_are_counted_by_operator_and_do_not_depend_on_autograd() -> None:
    x = torch.ones(3)
    for leaf in (x, x.clone().requires_grad_()):
        assert dict(counted(lambda leaf=leaf: leaf.exp().reshape(3, 1) + 1).calls) == {"exp": 1, "view": 1, "add": 1}
    assert counted(lambda: [x[i] * 2 for i in range(3)]).calls == {"select": 3, "mul": 3}


def test_work_says_itself_in_a_line() -> None:
    assert str(Work(None, {"mm": 1}, {}, 999)) == "1 operator call, 999 FLOPs"
    assert str(Work(None, {"mm": 7, "add": 5}, {"mm": 2}, 4_100_000, 8_200)) == (
        "12 operator calls, 4.1 MFLOPs; backward 2 operator calls, 8.2 kFLOPs"
    )


ATTENTION = """
import torch
def attend(q, k, v=None):
    return torch.softmax(q @ k.T, -1) @ k
def loops(q, k):
    return torch.stack([torch.stack([(a * b).sum() for b in k]) for a in q])
"""


def test_forward_and_backward_are_counted_apart() -> None:
    q, k = torch.ones(5, 4), torch.ones(3, 4)
    ctx = context(ATTENTION, ATTENTION)

    forward = ctx.work("attend", q, k)
    both = ctx.work("attend", q, k=k, wrt=["q", "k"])

    assert forward.value.shape == (5, 4)
    assert forward.calls == both.calls == {"permute": 1, "mm": 2, "_softmax": 1}
    assert (forward.total, forward.total_backward) == (4, 0)
    assert forward.flops_forward == both.flops_forward == 2 * 2 * 5 * 3 * 4
    assert both.flops_backward == 2 * both.flops_forward
    assert ctx.counted is both
    assert ctx.work("loops", q, k).total == 42


def test_a_modules_work_is_counted() -> None:
    ctx = context("import torch\nmake = lambda: torch.nn.Linear(4, 2)\n")
    work = ctx.work(ctx.candidate.make(), torch.ones(3, 4), wrt=[0])

    assert (work.flops_forward, work.flops_backward) == (48, 96)


def test_counts_are_no_evidence() -> None:
    made = subject(ATTENTION)
    value = made.work("attend", torch.ones(5, 4), torch.ones(3, 4)).value

    assert list(made.evidence[0]) == ["value"]
    assert torch.equal(made.evidence[0]["value"], value)


@pytest.mark.parametrize("body", ["torch.from_numpy(x.numpy() * 2)", "torch.tensor([2.0 * v for v in x.tolist()])"])
def test_a_result_from_nowhere_is_told(body: str) -> None:
    made = context(f"import torch\ndef f(x):\n    return {body}\n")
    x = torch.tensor([1.0, 3.0])

    assert message(made.work, "f", x).startswith("`f` made its result without PyTorch's operators")


def test_a_result_that_is_an_input_needs_no_operator() -> None:
    assert context("def f(x):\n    return x\n").work("f", torch.ones(2)).total == 0


def good() -> dict[str, Any]:
    return claim(Counting(), Counting())


@pytest.mark.parametrize(
    "spoiled",
    [
        None,
        [],
        {},
        {**good(), "calls": [1]},
        {**good(), "calls": {"mm": -1}},
        {**good(), "calls": {"mm": 1.0}},
        {**good(), "calls": {"mm": True}},
        {**good(), "calls_backward": {"m" * 101: 1}},
        {**good(), "calls": {str(number): 1 for number in range(501)}},
        {**good(), "flops": -1},
        {**good(), "flops": torch.ones(())},
        {**good(), "flops_backward": None},
    ],
)
def test_a_claim_that_is_none_ends_the_conversation(spoiled: Any) -> None:
    def lies(request: Any) -> Any:
        return encode({"id": decode(request)["id"], "value": 1, "work": spoiled, "forbidden": []})

    assert judged(good(), 1) == Work(1)
    with pytest.raises(CandidateGone):
        Subject(lies).work("f")
