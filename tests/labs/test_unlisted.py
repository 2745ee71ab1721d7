"""Wrong programs that no wrong/*.py describes: they must fail, and must not be given a reason that isn't theirs."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from catalog.entries import Lab
from grader.service import Grader
from grader.verdicts import Verdict

UNLISTED: dict[str, dict[str, tuple[str, str]]] = {
    "backprop-mlp": {
        "averages_over_classes_too": ("d_logits / len(y)", "d_logits / d_logits.numel()"),
        "leaky_relu": ("z.clamp(min=0)", "torch.nn.functional.leaky_relu(z, 0.1)"),
        "squared_error": ("d_logits = torch.softmax(logits, dim=1)", "d_logits = logits.clone()"),
        "bias_averaged": ("d_z.sum(dim=0)", "d_z.mean(dim=0)"),
        "mask_for_the_weights_only": ("d_z.sum(dim=0)", "d_h.sum(dim=0)"),
        "softmax_over_the_batch": ("torch.softmax(logits, dim=1)", "torch.softmax(logits, dim=0)"),
        "half_precision": ("    X, z, h, logits, W2 = cache\n", "    X, z, h, logits, W2 = (part.float() for part in cache)\n"),
        "loss_summed": ("y].mean()", "y].sum()"),
    },
    "dropout-inverted": {
        "scaled_by_2": ("x * mask / (1 - p)", "x * mask * 2"),
        "scaled_by_the_share_that_survived": ("x * mask / (1 - p)", "x * mask / mask.float().mean()"),
        "mask_as_float": ("mask = torch.rand(x.shape, generator=generator) >= p", "mask = (torch.rand(x.shape, generator=generator) >= p).float()"),
    },
    "gan-step": {
        "real_samples_only": (" + bce(on_fake, torch.zeros_like(on_fake))", ""),
        "half_the_smoothing": ("1 - label_smoothing", "1 - label_smoothing / 2"),
        "summed_over_rows": ("import binary_cross_entropy_with_logits as bce", "import binary_cross_entropy_with_logits\n\n\ndef bce(s, t):\n    return binary_cross_entropy_with_logits(s, t, reduction='sum')"),
        "hinge_loss_in_g": ("bce(on_fake, torch.ones_like(on_fake))", "-on_fake.mean()"),
        "squared_error_in_g": ("bce(on_fake, torch.ones_like(on_fake))", "((on_fake.sigmoid() - 1) ** 2).mean()"),
        "detached_after_d": ("D(G(z))", "D(G(z)).detach().requires_grad_()"),
        "clears_the_gradients_too_late": ("    loss.backward()\n", "    loss.backward()\n    G.zero_grad()\n"),
        "leaves_evaluation_mode_behind": ("    fake = G(z)", "    G.eval()\n    D.eval()\n    fake = G(z)"),
    },
    "transfer-freeze-finetune": {
        "multiplied_by_the_deviation": ("- MEAN) / STD", "- MEAN) * STD"),
        "divided_by_256": ("/ 255", "/ 256"),
        "no_channel": ("return x.unsqueeze(1)", "return x"),
        "adam": ("torch.optim.SGD(groups, momentum=0.9)", "torch.optim.Adam(groups)"),
        "freezes_the_first_layer_only": ("model.backbone.requires_grad_(False)", "model.backbone[0].requires_grad_(False)"),
        "one_example_at_a_time": ("cross_entropy(model(x), y)", "cross_entropy(model(x[:1]), y[:1])"),
        "statistics_reset": ("    model.eval()\n    optimizer = two", "    model.eval()\n    for m in model.backbone:\n        if hasattr(m, 'reset_running_stats'):\n            m.reset_running_stats()\n    optimizer = two"),
        "new_backbone": ("    return model\n", "    model.backbone[0].reset_parameters()\n    return model\n"),
    },
}  # fmt: skip
# What is said of these by another mistake's note is true of them too.
NAMED = {("gan-step", "clears_the_gradients_too_late"): {"detached_in_g_step"}}
CASES = [(slug, name) for slug, programs in UNLISTED.items() for name in programs]


@pytest.mark.parametrize(("slug", "name"), CASES)
def test_unlisted_mistake_fails_without_a_name(grader: Grader, labs: dict[str, Lab], slug: str, name: str) -> None:
    lab = labs[slug]
    old, new = UNLISTED[slug][name]
    assert old in lab.reference

    report = grader.grade(lab, lab.reference.replace(old, new), seed=3)

    assert report.verdict in (Verdict.FAILED, Verdict.RUNTIME_ERROR), report
    assert {check.misconception for check in report.checks if check.misconception} <= NAMED.get((slug, name), set())


HIDDEN_CALLS = {
    "backward": "getattr(loss, 'back' + 'ward')()",
    "grad": "getattr(getattr(torch, 'auto' + 'grad'), 'grad')(loss, [logits])",
}


@pytest.mark.parametrize("name", HIDDEN_CALLS)
def test_autograd_called_under_cover_is_refused(grader: Grader, labs: dict[str, Lab], name: str) -> None:
    lab = labs["backprop-mlp"]
    line = "    X, z, h, logits, W2 = cache\n"
    hidden = f"    logits = logits.clone()\n    setattr(logits, 'requires_' + 'grad', True)\n    loss = logits.sum()\n    {HIDDEN_CALLS[name]}\n    logits = logits.detach()\n"
    source = lab.reference.replace(line, line + hidden)

    report = grader.grade(lab, source, seed=3)

    assert report.verdict == Verdict.FORBIDDEN
