"""Checks of pooling: against torch's own pooling and autograd, which run here and never at the learner's side."""

import torch
from torch.nn import functional as F

from grader.checks import check

RTOL, ATOL = 1e-6, 1e-8


def draw(ctx, dtype=torch.float64):
    """Maps whose height and width differ; the numbers are both positive and negative."""
    return ctx.randn(2, 3, 2 * ctx.integer(2, 3), ctx.choose([8, 10]), dtype=dtype)


def judge_tensor(ctx, got, want, what, **tolerance):
    ctx.observe(got)
    ctx.equal(got, want, what=what, **{"rtol": RTOL, "atol": ATOL} | tolerance)


def run_maxpool(ctx, x, *args):
    out = ctx.candidate.maxpool(x, *args)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`maxpool` must return two values: `y` and `idx`.")
    return out


def by_torch(x, *args):
    return F.max_pool2d(x, *args, return_indices=True)


def judge_maxpool(ctx, x, *args, **tolerance):
    found, want = run_maxpool(ctx, x, *args), by_torch(x, *args)
    judge_tensor(ctx, found[0], want[0], "`y`", **tolerance)
    judge_indices(ctx, found[1], want[1])


def judge_indices(ctx, got, want):
    ctx.observe(got)
    ctx.equal(got, want, what="`idx`", because="An index is row · W + column in the channel of `x`, without the padding.")


def judge_maxpool_backward(ctx, x, *args, **tolerance):
    """The candidate gets torch's own indices, so a mistake in `maxpool` does not count twice."""
    leaf = x.clone().requires_grad_()
    y, idx = by_torch(leaf, *args)
    dy = ctx.randn(*y.shape, dtype=x.dtype)
    (want,) = torch.autograd.grad(y, leaf, dy)
    judge_tensor(ctx, ctx.candidate.maxpool_backward(dy, idx, tuple(x.shape)), want, "`dx`", **tolerance)


def judge_both_counts(ctx, found, wanted, what, **tolerance):
    """Compare the answers with and without the padding counted; both are seen first, since together they tell mistakes apart."""
    ctx.observe(found)
    for include, got, want in zip((True, False), found, wanted):
        ctx.equal(got, want, what=f"{what} with count_include_pad={include}", **{"rtol": RTOL, "atol": ATOL} | tolerance)


def judge_avgpool(ctx, x, *args, **tolerance):
    wanted = [F.avg_pool2d(x, *args, count_include_pad=include) for include in (True, False)]
    found = [ctx.candidate.avgpool(x, *args, count_include_pad=include) for include in (True, False)]
    judge_both_counts(ctx, found, wanted, "`y`", **tolerance)


def judge_avgpool_backward(ctx, x, *args, **tolerance):
    leaf = x.clone().requires_grad_()
    outputs = [F.avg_pool2d(leaf, *args, count_include_pad=include) for include in (True, False)]
    dy = ctx.randn(*outputs[0].shape, dtype=x.dtype)
    wanted = [torch.autograd.grad(y, leaf, dy)[0] for y in outputs]
    found = [ctx.candidate.avgpool_backward(dy, tuple(x.shape), *args, count_include_pad=include) for include in (True, False)]
    judge_both_counts(ctx, found, wanted, "`dx`", **tolerance)


@check("max_values", title="maxpool finds the maxima, with windows side by side unless told otherwise", points=1)
def max_values(ctx):
    x = draw(ctx)
    ctx.given(x=x, k=2)
    judge_tensor(ctx, run_maxpool(ctx, x, 2)[0], by_torch(x, 2)[0], "`y`")


@check("max_indices", title="idx says where each maximum stands in its channel", points=1)
def max_indices(ctx):
    x = draw(ctx)
    ctx.given(x=x, k=2)
    judge_indices(ctx, run_maxpool(ctx, x, 2)[1], by_torch(x, 2)[1])


@check("max_padding", title="Padding never wins and is not counted in idx, and windows may overlap", points=3)
def max_padding(ctx):
    x = -draw(ctx).abs() - 0.5
    ctx.given(x=x, k=3, stride=2, padding=1)
    judge_maxpool(ctx, x, 3, 2, 1)


@check("max_ties", title="Of equal maxima the first one counts", points=1)
def max_ties(ctx):
    x = ctx.randint(0, 3, (2, 2, ctx.integer(5, 6), 8)).double()
    ctx.given(x=x, k=3, stride=1)
    judge_maxpool(ctx, x, 3, 1)


@check("max_backward", title="The gradient goes to the maxima, and adds up where one pixel won twice", points=3)
def max_backward(ctx):
    x = draw(ctx)
    ctx.given(k=3, stride=1, padding=1, shape=str(tuple(x.shape)))
    judge_maxpool_backward(ctx, x, 3, 1, 1)


@check("avg_values", title="avgpool finds the means", points=1)
def avg_values(ctx):
    x = draw(ctx)
    ctx.given(x=x, k=2)
    judge_tensor(ctx, ctx.candidate.avgpool(x, 2), F.avg_pool2d(x, 2), "`y`")


@check("avg_padding", title="The padding counts, or does not, as count_include_pad says", points=2)
def avg_padding(ctx):
    x = draw(ctx)
    ctx.given(x=x, k=3, stride=2, padding=1, count_include_pad="True and False")
    judge_avgpool(ctx, x, 3, 2, 1)


@check("avg_backward", title="A mean's gradient is shared out equally, and adds up where windows overlap", points=3)
def avg_backward(ctx):
    x = draw(ctx)
    ctx.given(k=3, stride=2, padding=1, shape=str(tuple(x.shape)), count_include_pad="True and False")
    judge_avgpool_backward(ctx, x, 3, 2, 1)


@check("global_average", title="global_avg_pool leaves one number per channel", points=1)
def global_average(ctx):
    x = draw(ctx)
    ctx.given(x=x)
    judge_tensor(ctx, ctx.candidate.global_avg_pool(x), x.mean(dim=(2, 3)), "`y`")


@check("any_shape", title="All of it holds for 16 more shapes: one pixel, gaps between windows, one image", points=2, hidden=True)
def any_shape(ctx):
    cases = [((1, 1, 1, 1), 1, 1, 0), ((1, 2, 5, 4), 4, 3, 2), ((2, 1, 7, 9), 2, 3, 0), ((1, 1, 1, 6), 2, 2, 1)]
    for _ in range(12):
        k = ctx.integer(1, 4)
        padding = ctx.integer(0, k // 2)
        H, W = (max(1, k - 2 * padding) + ctx.integer(0, 5) for _ in range(2))
        cases.append(((ctx.integer(1, 3), ctx.integer(1, 3), H, W), k, ctx.choose([1, 2, 3, None]), padding))
    for shape, k, stride, padding in cases:
        x = ctx.randn(*shape, dtype=torch.float64)
        ctx.case(x=x, k=k, stride=stride, padding=padding)
        judge_maxpool(ctx, x, k, stride, padding)
        judge_maxpool_backward(ctx, x, k, stride, padding)
        judge_avgpool(ctx, x, k, stride, padding)
        judge_avgpool_backward(ctx, x, k, stride, padding)
        judge_tensor(ctx, ctx.candidate.global_avg_pool(x), x.mean(dim=(2, 3)), "The global average")


@check("dtype_kept", title="float32 comes out as float32, and indices as int64", points=1, hidden=True)
def dtype_kept(ctx):
    x, tolerance = draw(ctx, torch.float32), {"rtol": 1e-4, "atol": 1e-5}
    judge_maxpool(ctx, x, 3, 2, 1, **tolerance)
    judge_maxpool_backward(ctx, x, 3, 2, 1, **tolerance)
    judge_avgpool(ctx, x, 3, 2, 1, **tolerance)
    judge_avgpool_backward(ctx, x, 3, 2, 1, **tolerance)
    judge_tensor(ctx, ctx.candidate.global_avg_pool(x), x.mean(dim=(2, 3)), "The global average", **tolerance)


@check("inputs_untouched", title="Nothing that is passed in changes", points=1, hidden=True)
def inputs_untouched(ctx):
    x = draw(ctx)
    y, idx = by_torch(x, 3, 2, 1)
    dy, shape = ctx.randn(*y.shape, dtype=x.dtype), tuple(x.shape)
    ctx.unchanged("maxpool", x, 3, 2, 1)
    ctx.unchanged("maxpool_backward", dy, idx, shape)
    for include in (True, False):
        ctx.unchanged("avgpool", x, 3, 2, 1, include)
        ctx.unchanged("avgpool_backward", dy, shape, 3, 2, 1, include)
    ctx.unchanged("global_avg_pool", x)
