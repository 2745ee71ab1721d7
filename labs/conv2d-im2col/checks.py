"""Checks of convolution by columns: against torch's own unfold, convolution and autograd, which run here and never at the learner's side."""

import torch
from torch.nn import functional as F

from grader.checks import check

RTOL, ATOL = 1e-6, 1e-8
PLAIN = {"stride": 1, "padding": 0, "dilation": 1}


def draw(ctx, N, C, H, W, O, kh, kw, dtype=torch.float64):
    """Draw images, weights and biases."""
    return ctx.randn(N, C, H, W, dtype=dtype), ctx.randn(O, C, kh, kw, dtype=dtype), ctx.randn(O, dtype=dtype)


def draw_unequal(ctx, dtype=torch.float64):
    """Sizes that all differ, so that nothing transposed fits by accident; windows overlap."""
    return draw(ctx, 2, 3, ctx.integer(6, 7), ctx.integer(8, 9), 5, 3, 2, dtype)


def draw_with_options(ctx):
    """All three options at work, and a last row and column that no window reaches.

    The kernel spans 5 by 3 pixels, so even sizes leave a remainder of 1 in both directions.
    """
    options = {"stride": 2, "padding": 1, "dilation": 2}
    return draw(ctx, 2, 3, ctx.choose([6, 8]), ctx.choose([10, 12]), 4, 3, 2), options


def out_size(x, kernel, stride, padding, dilation):
    """The formula of the statement, for the height and the width."""
    pairs = zip(x.shape[2:], kernel)
    return [(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1 for size, k in pairs]


def judge_columns(ctx, x, kernel, options):
    found = ctx.candidate.im2col(x, kernel, **options)
    rows, (out_h, out_w) = x.shape[1] * kernel[0] * kernel[1], out_size(x, kernel, **options)
    want = F.unfold(x, kernel, **options)
    ctx.observe(found)
    ctx.require(isinstance(found, torch.Tensor), "`im2col` must return a tensor.")
    ctx.require(
        found.shape == want.shape,
        f"`columns` has shape {list(found.shape)}; expected {list(want.shape)}: {x.shape[0]} images, C · kh · kw = {rows} rows, "
        f"and a column for each of the {out_h} × {out_w} positions.",
    )
    ctx.equal(found, want, what="`columns`", rtol=RTOL, atol=ATOL)


def forward(ctx, x, w, b, options, call=None):
    """Run the candidate's convolution and return (y, cache), y of the right shape."""
    out = (call or ctx.candidate.call)("conv2d", x, w, b, **options)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`conv2d` must return two values: `y` and `cache`.")
    y, cache = out
    ctx.observe(y)
    ctx.require(isinstance(y, torch.Tensor), "`conv2d` must return a tensor as `y`, before the cache.")
    want = [x.shape[0], w.shape[0], *out_size(x, w.shape[2:], **options)]
    ctx.require(list(y.shape) == want, f"`y` has shape {list(y.shape)}; expected {want}. Check the formula for H_out and W_out.")
    return y, cache


def judge_forward(ctx, x, w, b, options, **tolerance):
    y, _ = forward(ctx, x, w, b, options)
    ctx.equal(y, F.conv2d(x, w, b, **options), what="`y`", **tolerance or {"rtol": RTOL, "atol": ATOL})


def judge_backward(ctx, x, w, b, options, **tolerance):
    """Run both passes and compare the gradients with autograd's, the easiest first."""
    leaves = [value.clone().requires_grad_() for value in (x, w, b)]
    y = F.conv2d(*leaves, **options)
    dy = ctx.randn(*y.shape, dtype=x.dtype)
    want = dict(zip(("dx", "dw", "db"), torch.autograd.grad(y, leaves, dy)))
    _, cache = forward(ctx, x, w, b, options)
    out = ctx.candidate.conv2d_backward(dy, cache)
    fits = isinstance(out, tuple | list) and len(out) == 3
    ctx.observe([*out] if fits else out)
    ctx.require(fits, "`conv2d_backward` must return three values: `dx`, `dw` and `db`.")
    found = dict(zip(want, out))
    for name, of in (("db", "b"), ("dw", "w"), ("dx", "x")):
        ctx.equal(found[name], want[name], what=f"`{name}`, the gradient with respect to `{of}`,", **tolerance or {"rtol": RTOL, "atol": ATOL})


@check("columns", title="im2col lays the windows out as columns", points=2)
def columns(ctx):
    x, w, _ = draw_unequal(ctx)
    kernel = tuple(w.shape[2:])
    ctx.given(x=x, kernel=str(kernel), **PLAIN)
    judge_columns(ctx, x, kernel, PLAIN)


@check("columns_with_options", title="im2col follows stride, padding and dilation", points=3)
def columns_with_options(ctx):
    (x, w, _), options = draw_with_options(ctx)
    kernel = tuple(w.shape[2:])
    ctx.given(x=x, kernel=str(kernel), **options)
    judge_columns(ctx, x, kernel, options)


@check("forward", title="conv2d gives what torch gives", points=2)
def forward_plain(ctx):
    x, w, b = draw_unequal(ctx)
    ctx.given(x=x, w=w, b=b, **PLAIN)
    judge_forward(ctx, x, w, b, PLAIN)


@check("forward_with_options", title="conv2d follows stride, padding and dilation", points=2)
def forward_with_options(ctx):
    (x, w, b), options = draw_with_options(ctx)
    ctx.given(x=x, w=w, b=b, **options)
    judge_forward(ctx, x, w, b, options)


@check("backward", title="The three gradients agree with autograd", points=4)
def backward(ctx):
    x, w, b = draw_unequal(ctx)
    ctx.given(x=x, w=w, b=b, **PLAIN)
    judge_backward(ctx, x, w, b, PLAIN)


@check("backward_with_options", title="The gradients follow stride, padding and dilation", points=3)
def backward_with_options(ctx):
    (x, w, b), options = draw_with_options(ctx)
    ctx.given(x=x, w=w, b=b, **options)
    judge_backward(ctx, x, w, b, options)


@check("any_shape", title="All of it holds for 20 more shapes: one pixel, one channel, gaps between windows", points=2, hidden=True)
def any_shape(ctx):
    cases = [
        ((1, 1, 1, 1, 1, 1, 1), (1, 0, 1)),
        ((1, 2, 5, 3, 1, 5, 3), (1, 0, 1)),  # the kernel covers the image
        ((3, 4, 4, 4, 2, 1, 1), (2, 0, 1)),  # some pixels under no window
        ((2, 1, 9, 7, 2, 2, 2), (3, 0, 1)),  # stride larger than the kernel
        ((2, 2, 1, 6, 3, 3, 3), (1, 2, 2)),  # more padding than image
    ]
    for _ in range(15):
        kh, kw, dilation, padding = (ctx.integer(1, 3), ctx.integer(1, 3), ctx.integer(1, 2), ctx.integer(0, 2))
        H, W = (max(1, dilation * (k - 1) + 1 - 2 * padding) + ctx.integer(0, 4) for k in (kh, kw))
        sizes = (ctx.integer(1, 3), ctx.integer(1, 3), H, W, ctx.integer(1, 3), kh, kw)
        cases.append((sizes, (ctx.integer(1, 3), padding, dilation)))
    for sizes, (stride, padding, dilation) in cases:
        x, w, b = draw(ctx, *sizes)
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        ctx.case(x=x, w=w, **options)
        judge_columns(ctx, x, tuple(w.shape[2:]), options)
        judge_forward(ctx, x, w, b, options)
        judge_backward(ctx, x, w, b, options)


@check("dtype_kept", title="float32 comes out as float32", points=1, hidden=True)
def dtype_kept(ctx):
    x, w, b = draw_unequal(ctx, torch.float32)
    judge_forward(ctx, x, w, b, PLAIN, rtol=1e-4, atol=1e-4)
    judge_backward(ctx, x, w, b, PLAIN, rtol=1e-4, atol=1e-4)


@check("inputs_untouched", title="The passes leave what they are given as it was", points=1, hidden=True)
def inputs_untouched(ctx):
    (x, w, b), options = draw_with_options(ctx)
    ctx.unchanged("im2col", x, tuple(w.shape[2:]), **options)
    y, cache = forward(ctx, x, w, b, options, call=ctx.unchanged)
    dy = ctx.randn(*y.shape, dtype=x.dtype)
    _, (after, _), _ = ctx.candidate.call_and_inputs("conv2d_backward", dy, cache)
    ctx.require(torch.equal(after, dy), "`conv2d_backward` changed `dy` in place; work on a copy.")
