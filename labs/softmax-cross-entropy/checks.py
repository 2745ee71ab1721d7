"""Checks of softmax, cross-entropy and its gradient: torch's own functions and autograd run here, never at the learner's side."""

import torch
from torch.nn import functional as F

from grader.checks import check

CLOSE = {"rtol": 1e-6, "atol": 1e-8}


def draw(ctx, rows=None, classes=None, dtype=torch.float64, scale=2.0):
    """Draw logits and classes; by default the sizes differ."""
    rows, classes = rows or ctx.integer(6, 9), classes or ctx.integer(3, 5)
    return ctx.randn(rows, classes, dtype=dtype, scale=scale), ctx.randint(0, classes, (rows,))


def weights(ctx, classes, dtype=torch.float64):
    return ctx.rand(classes, dtype=dtype) * 4 + 0.25


def far_apart(ctx, dtype=torch.float64):
    """Rows that lie at 10,000 and −10,000, and one that spans 10,000."""
    z, y = draw(ctx, 6, 4, dtype)
    z[:2] += 10_000
    z[2:4] -= 10_000
    z[4] *= 1_000
    z[5, 0] = -10_000
    return z, y


def loss_of(ctx, z, y, *, what, because="", rtol=1e-6, atol=1e-8, **options):
    found = ctx.candidate.cross_entropy(z, y, **options)
    fits = (isinstance(found, torch.Tensor) and found.numel() == 1) or type(found) in (int, float)
    ctx.require(fits, "`cross_entropy` must return its loss as a number.")
    ctx.observe(float(found))
    torch_names = {"weight": "weight", "smoothing": "label_smoothing"}
    want = F.cross_entropy(z, y, **{torch_names[key]: value for key, value in options.items()})
    ctx.equal(float(found), float(want), what=what, because=because, rtol=rtol, atol=atol)


def slopes_of(ctx, z, y, *, what="The gradient", rtol=1e-6, atol=1e-8):
    leaf = z.clone().requires_grad_()
    (want,) = torch.autograd.grad(F.cross_entropy(leaf, y), leaf)
    found = ctx.candidate.grad(z, y)
    ctx.observe(found)
    ctx.equal(found, want, what=what, rtol=rtol, atol=atol, because="It is that of the mean over the examples.")


@check("log_probabilities", title="Each row becomes log-probabilities", points=2)
def log_probabilities(ctx):
    z, _ = draw(ctx)
    ctx.given(z=z)
    why = "The exponentials of each row add up to 1."
    ctx.equal(ctx.candidate.log_softmax(z), F.log_softmax(z, dim=1), what="The result of `log_softmax`", because=why, **CLOSE)


@check("large_logits", title="Logits of 10,000 give numbers, not infinity or NaN", points=2)
def large_logits(ctx):
    z, _ = far_apart(ctx)
    ctx.given(z=z, rows="2 near 10,000, 2 near −10,000, 2 spread over thousands")
    why = "Shift each row before you take exponentials, and never take the logarithm of a quotient."
    ctx.equal(ctx.candidate.log_softmax(z), F.log_softmax(z, dim=1), what="The result of `log_softmax`", because=why, **CLOSE)


@check("loss", title="The loss is the mean over the examples", points=2)
def loss(ctx):
    z, y = draw(ctx)
    ctx.given(z=z, y=y)
    loss_of(ctx, z, y, what="The loss", because="It is the mean of minus the log-probability of the right class.")


@check("class_weights", title="Class weights make it a weighted mean", points=2)
def class_weights(ctx):
    z, y = draw(ctx)
    weight = weights(ctx, z.shape[1])
    ctx.given(z=z, y=y, weight=weight)
    loss_of(ctx, z, y, what="The loss with class weights", because="Divide by the sum of `weight[y]`.", weight=weight)


@check("smoothing", title="Smoothing spreads a share of the target over all classes", points=2)
def smoothing(ctx):
    z, y = draw(ctx)
    share = ctx.choose([0.1, 0.2, 0.3])
    ctx.given(z=z, y=y, smoothing=share)
    why = f"The right class has the target {1 - share:.1f} + {share}/{z.shape[1]}, each other one {share}/{z.shape[1]}."
    loss_of(ctx, z, y, what="The loss with smoothing", because=why, smoothing=share)


@check("gradient", title="The gradient agrees with autograd", points=3)
def gradient(ctx):
    z, y = draw(ctx)
    ctx.given(z=z, y=y)
    slopes_of(ctx, z, y)


@check("weights_and_smoothing", title="Weights and smoothing go together", points=1, hidden=True)
def weights_and_smoothing(ctx):
    z, y = draw(ctx)
    for share in (0.25, 1.0):
        what = f"The loss with class weights and smoothing = {share}"
        loss_of(ctx, z, y, what=what, because="Sum over the classes with their weights.", weight=weights(ctx, z.shape[1]), smoothing=share)


@check("large_logits_everywhere", title="Loss and gradient hold for logits of 10,000 too", points=1, hidden=True)
def large_logits_everywhere(ctx):
    z, y = far_apart(ctx)
    y[5] = 0  # sure of the wrong class
    loss_of(ctx, z, y, what="The loss with logits of 10,000")
    loss_of(ctx, z, y, what="The loss with logits of 10,000 and smoothing", smoothing=0.1)
    slopes_of(ctx, z, y, what="The gradient with logits of 10,000")
    z, y = far_apart(ctx, torch.float32)  # neighbours of 10,000 in float32 are 0.001 apart
    loss_of(ctx, z, y, what="The loss with logits of 10,000 in float32", rtol=1e-3, atol=1e-2)


@check("awkward_sizes", title="One example, one class, square shapes and float32 come out right", points=1, hidden=True)
def awkward_sizes(ctx):
    for rows, classes in ((4, 4), (1, 5), (5, 2), (3, 1), (1, 1)):
        z, y = draw(ctx, rows, classes, torch.float32)
        at = f"with N = {rows} and K = {classes} in float32"
        ctx.equal(ctx.candidate.log_softmax(z), F.log_softmax(z, dim=1), what=f"The result of `log_softmax` {at}")
        loss_of(ctx, z, y, what=f"The loss {at}", rtol=1e-4, atol=1e-5)
        weight = weights(ctx, classes, torch.float32)
        loss_of(ctx, z, y, what=f"The loss with weights and smoothing {at}", rtol=1e-4, atol=1e-5, weight=weight, smoothing=0.1)
        slopes_of(ctx, z, y, what=f"The gradient {at}", rtol=1e-4, atol=1e-5)


@check("inputs_untouched", title="The arguments stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    z, y = draw(ctx)
    ctx.unchanged("log_softmax", z)
    ctx.unchanged("cross_entropy", z, y, weight=weights(ctx, z.shape[1]), smoothing=0.1)
    ctx.unchanged("grad", z, y)
