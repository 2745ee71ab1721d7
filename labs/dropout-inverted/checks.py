"""Checks of inverted dropout; random masks are judged by what any correct mask has in common."""

import torch

from grader.checks import check

SAMPLES = 40_000


def draw_p(ctx):
    return ctx.choose([0.2, 0.3, 0.4, 0.6, 0.7])


def forward(ctx, subject, x, p, training=True):
    out = subject.dropout_forward(x, p, training, generator=ctx.seeded_generator())
    ctx.require(isinstance(out, tuple) and len(out) == 2, "`dropout_forward` must return two values: `out` and `mask`.")
    out, mask = out
    ctx.require(isinstance(out, torch.Tensor) and isinstance(mask, torch.Tensor), "`out` and `mask` must be tensors.")
    ctx.require(out.shape == x.shape, f"`out` has shape {list(out.shape)}; `x` has {list(x.shape)}.")
    ctx.require(out.dtype == x.dtype, f"`out` is {out.dtype}; `x` is {x.dtype}.")
    ctx.require(mask.shape == x.shape, f"`mask` has shape {list(mask.shape)}; `x` has {list(x.shape)}.")
    ctx.require(mask.dtype == torch.bool, f"`mask` is {mask.dtype}; expected torch.bool, True where kept.")
    return out, mask


def positive(ctx, *shape):
    """Inputs away from zero, so that a zero in the output can only be a dropped element."""
    return ctx.rand(*shape) + 0.5


def ratios(out, x, mask):
    """The distinct factors between kept inputs and outputs, rounded for comparing."""
    return sorted({round(float(r), 4) for r in (out / x)[mask].flatten()[:200]})


@check("zeroes_and_mask", title="Dropped elements are zero, and the mask says which were kept", points=1)
def zeroes_and_mask(ctx):
    x, p = positive(ctx, 6, 8), draw_p(ctx)
    ctx.given(x=x, p=p, training=True)
    out, mask = forward(ctx, ctx.candidate, x, p)
    ctx.observe(bool(torch.equal(out != 0, mask)))
    ctx.observe(bool(torch.equal(out == 0, mask)))
    ctx.require(torch.equal(out != 0, mask), "`out` must be zero exactly where `mask` is False.")


@check("drops_with_probability_p", title="An element is dropped with probability p", points=2)
def drops_with_probability_p(ctx):
    x, p = torch.ones(SAMPLES), draw_p(ctx)
    ctx.given(x=x, p=p, training=True)
    out, _ = forward(ctx, ctx.candidate, x, p)
    dropped = float((out == 0).double().mean())
    error = (p * (1 - p) / SAMPLES) ** 0.5
    ctx.observe([abs(dropped - p) < 5 * error, abs(dropped - (1 - p)) < 5 * error, dropped == 0])
    ctx.within(
        dropped, p, standard_error=error, message=f"{dropped:.1%} of {SAMPLES:,} elements were dropped; p is {p:.0%}."
    )


@check("scales_survivors", title="Survivors are scaled so that the mean stays", points=2)
def scales_survivors(ctx):
    x, p = positive(ctx, 8, 16), draw_p(ctx)
    ctx.given(x=x, p=p, training=True)
    out, mask = forward(ctx, ctx.candidate, x, p)
    ctx.require(bool(mask.any()), "Nothing survived, so the scale can't be seen.")
    found = ratios(out, x, mask)
    ctx.observe([found[0] * (1 - p), found[-1] * (1 - p)])
    ctx.equal(
        out,
        x * mask / (1 - p),
        what="`out`",
        because=f"With p = {p}, a survivor must become x / {1 - p:.1f}; here it became x × {found[0]:.4g}.",
    )


@check("identity_in_evaluation", title="Evaluation changes nothing", points=1)
def identity_in_evaluation(ctx):
    x, p = positive(ctx, 8, 16), draw_p(ctx)
    ctx.given(x=x, p=p, training=False)
    out, mask = forward(ctx, ctx.candidate, x, p, training=False)
    ctx.observe([bool((out == 0).any()), ratios(out, x, out != 0)])
    ctx.require(not bool((out == 0).any()), "Elements were dropped at evaluation.")
    ctx.equal(out, x, what="`out` at evaluation")
    ctx.require(bool(mask.all()), "`mask` must be all True at evaluation: everything is kept.")


@check("ends_of_p", title="p = 0 keeps everything, p = 1 drops everything", points=1)
def ends_of_p(ctx):
    x = positive(ctx, 4, 5)
    ctx.given(x=x, p="0 and 1", training=True)
    kept, _ = forward(ctx, ctx.candidate, x, 0.0)
    dropped, _ = forward(ctx, ctx.candidate, x, 1.0)
    everywhere = torch.ones_like(x, dtype=torch.bool)
    ctx.observe([ratios(kept, x, everywhere), bool(dropped.isnan().any()), ratios(dropped, x, everywhere)])
    ctx.equal(kept, x, what="`out` with p = 0")
    ctx.require(not bool(dropped.isnan().any()), "`out` holds NaN with p = 1: 0/0 came out of the scaling.")
    ctx.equal(dropped, torch.zeros_like(x), what="`out` with p = 1")


@check("each_element_on_its_own", title="Each element is dropped on its own", points=1, hidden=True)
def each_element_on_its_own(ctx):
    x, p = positive(ctx, 64, 48), 0.5
    _, mask = forward(ctx, ctx.candidate, x, p)
    rows_alike = bool((mask == mask[:1]).all())
    columns_alike = bool((mask == mask[:, :1]).all())
    ctx.observe([rows_alike, columns_alike])
    ctx.require(not rows_alike, "Every row of the batch got the same mask.")
    ctx.require(not columns_alike, "Whole rows were kept or dropped together.")


@check("new_mask_each_call", title="Each call draws a new mask, from the generator it is given", points=1, hidden=True)
def new_mask_each_call(ctx):
    x, p = positive(ctx, 16, 16), 0.5
    first, second = (ctx.candidate.dropout_forward(x, p, True)[1] for _ in range(2))
    seeded = ctx.seeded_generator()
    third, fourth = (ctx.candidate.dropout_forward(x, p, True, generator=seeded)[1] for _ in range(2))
    ctx.observe([bool(torch.equal(first, second)), bool(torch.equal(third, fourth))])
    ctx.require(not torch.equal(first, second), "Two calls drew the same mask.")
    ctx.require(torch.equal(third, fourth), "Two generators with one seed gave different masks: draw from `generator`.")


@check("input_untouched", title="The input stays as it was", points=1, hidden=True)
def input_untouched(ctx):
    x = positive(ctx, 6, 7)
    _, after, _ = ctx.candidate.call_and_inputs("dropout_forward", x, 0.5, True)
    ctx.observe(bool(torch.equal(after[0], x)))
    ctx.require(torch.equal(after[0], x), "`dropout_forward` changed `x` in place; return a new tensor.")


@check("backward_uses_the_mask", title="The backward pass uses the same mask and scale", points=1)
def backward_uses_the_mask(ctx):
    p = draw_p(ctx)
    grad, mask = positive(ctx, 6, 9), ctx.rand(6, 9) >= p
    ctx.given(grad=grad, mask=mask, p=p, training=True)
    got = ctx.candidate.dropout_backward(grad, mask, p, True)
    want = ctx.reference.dropout_backward(grad, mask, p, True)
    ctx.require(isinstance(got, torch.Tensor) and got.shape == grad.shape, "`dropout_backward` must return a tensor like `grad`.")
    same_places = bool(torch.equal(got != 0, mask))
    ctx.observe([same_places, ratios(got, grad, got != 0)])
    ctx.equal(got, want, what="the gradient")
    everything = torch.ones_like(mask)  # the mask of a forward pass at evaluation
    ctx.equal(ctx.candidate.dropout_backward(grad, everything, p, False), grad, what="the gradient at evaluation")


@check("module_modes", title="MyDropout drops in training, not in evaluation, and gradients flow", points=1)
def module_modes(ctx):
    x, p = positive(ctx, 5, 40), draw_p(ctx)
    ctx.given(x=x, p=p)
    module = ctx.candidate.MyDropout(p)
    module.train()
    out = module(x)
    module.eval()
    still = module(x)
    ctx.require(isinstance(out, torch.Tensor) and isinstance(still, torch.Tensor), "`MyDropout(p)(x)` must return a tensor.")
    ctx.observe([bool((out == 0).any()), ratios(out, x, out != 0), bool((still == 0).any()), ratios(still, x, still != 0)])
    ctx.require(bool((out == 0).any()), "In training mode nothing was dropped.")
    ctx.equal(out, x * (out != 0) / (1 - p), what="the output in training mode")
    ctx.equal(still, x, what="the output in evaluation mode")
