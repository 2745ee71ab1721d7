"""Mechanical changes of each reference must fail: gradients, outputs and inputs that are not what they should be.

A mutant may be named only by a misconception that is true of it; `NAMED` lists those.
"""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from catalog.entries import Lab
from grader.service import Grader
from grader.verdicts import Verdict

_WRAP_BACKWARD = """
_backward = backward
def backward(cache, y):
    return {{name: {change} for name, value in _backward(cache, y).items(){condition}}}
"""
_WRAP_FORWARD = """
_forward = forward
def forward(X, W1, b1, W2, b2):
    logits, cache = _forward(X, W1, b1, W2, b2)
    {change}
    return logits, cache
"""
_DROPPED = "    return x * mask / (1 - p), mask\n"
_PULLED_BACK = "    return grad * mask / (1 - p)\n"
_MOMENTUM = "    return torch.optim.SGD(groups, momentum=0.9)\n"


def backward_mutant(change: str, condition: str = "") -> tuple[str, str]:
    return "", _WRAP_BACKWARD.format(change=change, condition=condition)


def forward_mutant(change: str) -> tuple[str, str]:
    return "", _WRAP_FORWARD.format(change=change)


# Each is (old, new): `old` is replaced wherever it stands; if it is empty, `new` is appended.
MUTANTS: dict[str, dict[str, tuple[str, str]]] = {
    "backprop-mlp": {
        "gradient_zero": backward_mutant("value * 0"),
        "gradient_doubled": backward_mutant("value * 2"),
        "gradient_flipped": backward_mutant("-value"),
        "gradient_missing": backward_mutant("value", " if name != 'b2'"),
        **{f"gradient_zero_of_{name}": backward_mutant(f"value * (name != '{name}')") for name in ("W1", "b1", "W2", "b2")},
        "output_plus_1": forward_mutant("logits = logits + 1"),
        "output_times_1_5": forward_mutant("logits = logits * 1.5"),
        "input_changed": forward_mutant("X += 1"),
        "parameter_changed": forward_mutant("b2 += 1"),
        "labels_changed": ("    gradients = backward(cache, y)\n", "    gradients = backward(cache, y)\n    y.zero_()\n"),
        "step_too_long": ("value - lr *", "value - 2 * lr *"),
    },
    "dropout-inverted": {
        "gradient_zero": (_PULLED_BACK, "    return torch.zeros_like(grad)\n"),
        "gradient_doubled": (_PULLED_BACK, "    return 2 * grad * mask / (1 - p)\n"),
        "gradient_flipped": (_PULLED_BACK, "    return -grad * mask / (1 - p)\n"),
        "gradient_zero_at_evaluation": ("return grad.clone()", "return torch.zeros_like(grad)"),
        "output_plus_1": (_DROPPED, "    return x * mask / (1 - p) + 1, mask\n"),
        "output_times_1_5": (_DROPPED, "    return 1.5 * x * mask / (1 - p), mask\n"),
        "mask_inverted": (_DROPPED, "    return x * mask / (1 - p), ~mask\n"),
        "input_changed": (_DROPPED, "    out = x * mask / (1 - p)\n    x += 1\n    return out, mask\n"),
    },
    "gan-step": {
        "gradient_zero": ("loss.backward()", "(0 * loss).backward()"),
        "gradient_doubled": ("loss.backward()", "(2 * loss).backward()"),
        "gradient_flipped": ("loss.backward()", "(-loss).backward()"),
        "gradient_missing_in_d": ("    opt_d.step()", "    next(D.parameters()).grad = None\n    opt_d.step()"),
        "gradient_missing_in_g": ("    opt_g.step()", "    next(G.parameters()).grad = None\n    opt_g.step()"),
        "step_missing_in_d": ("    opt_d.step()\n", ""),
        "step_missing_in_g": ("    opt_g.step()\n", ""),
        "output_plus_1": ("return loss.item()", "return loss.item() + 1"),
        "output_times_1_5": ("return loss.item()", "return loss.item() * 1.5"),
        "real_changed": ("    opt_d.step()", "    real += 1\n    opt_d.step()"),
        "noise_changed": ("    opt_g.step()", "    z += 1\n    opt_g.step()"),
    },
    "transfer-freeze-finetune": {
        "gradient_zero": ("cross_entropy(model(x), y).backward()", "(0 * cross_entropy(model(x), y)).backward()"),
        "gradient_doubled": ("cross_entropy(model(x), y).backward()", "(2 * cross_entropy(model(x), y)).backward()"),
        "gradient_flipped": ("cross_entropy(model(x), y).backward()", "(-cross_entropy(model(x), y)).backward()"),
        "parameter_missing": ("model.head.parameters()", "[model.head.weight]"),
        "bias_missing": ("torch.nn.Linear(model.head.in_features, k)", "torch.nn.Linear(model.head.in_features, k, bias=False)"),
        "output_plus_1": ("return x.unsqueeze(1)", "return x.unsqueeze(1) + 1"),
        "output_times_1_5": ("return x.unsqueeze(1)", "return x.unsqueeze(1) * 1.5"),
        "input_changed": ("    x = (images.float() / 255", "    images += 1\n    x = ((images - 1).float() / 255"),
        "batch_changed": ("    for _ in range(steps):\n", "    x += 0.01\n    for _ in range(steps):\n"),
        "no_momentum": (_MOMENTUM, "    return torch.optim.SGD(groups)\n"),
        "one_step_less": ("range(steps)", "range(steps - 1)"),
    },
}  # fmt: skip

NAMED: dict[tuple[str, str], set[str]] = {
    ("backprop-mlp", "gradient_flipped"): {"steps_uphill"},
    ("dropout-inverted", "input_changed"): {"changes_the_input"},
}
CASES = [(slug, name) for slug, mutants in MUTANTS.items() for name in mutants]


def mutate(source: str, old: str, new: str) -> str:
    assert old in source
    return source.replace(old, new) if old else source + new


@pytest.mark.parametrize(("slug", "name"), CASES)
def test_mutant_fails(grader: Grader, labs: dict[str, Lab], slug: str, name: str) -> None:
    lab = labs[slug]

    report = grader.grade(lab, mutate(lab.reference, *MUTANTS[slug][name]), seed=3)

    assert report.verdict in (Verdict.FAILED, Verdict.RUNTIME_ERROR), report
    assert report.points < lab.points
    assert {check.misconception for check in report.checks if check.misconception} <= NAMED.get((slug, name), set())


def test_every_lab_has_mutants(labs: dict[str, Lab]) -> None:
    assert MUTANTS.keys() == labs.keys()
