"""Checks of five shape exercises. Sizes that meet always differ in the visible checks, so that no wrong axis fits by accident."""

import torch

from grader.checks import check

FAR = 1000.0


def pair(ctx, result, name, parts):
    fits = isinstance(result, tuple | list) and len(result) == 2
    ctx.require(fits, f"`{name}` must return two values: {parts}.")
    return result


def statistics(ctx, x):
    mean, std = pair(ctx, ctx.candidate.batch_stats(x), "batch_stats", "`mean` and `std`")
    want_mean, want_std = ctx.reference.batch_stats(x)
    ctx.equal(mean, want_mean, what="`mean`", because="There is one mean per column, taken over the rows.")
    ctx.equal(std, want_std, what="`std`", because="For each column, divide the sum of the squares by N and take the root.")


def tokens(ctx, lengths, pad):
    """Draw lists of tokens of these lengths; every list that can holds the padding's own number too."""
    rows = [ctx.randint(1, 90, (length,)).tolist() for length in lengths]
    for row in rows:
        if len(row) > 1:
            row[ctx.integer(0, len(row) - 1)] = pad
    return rows


def padded(ctx, sequences, *pad):
    ids, mask = pair(ctx, ctx.candidate.pad_sequences(sequences, *pad), "pad_sequences", "`ids` and `mask`")
    want_ids, want_mask = ctx.reference.pad_sequences(sequences, *pad)
    ctx.equal(ids, want_ids, what="`ids`", because="Each row holds its tokens first, then `pad`, as int64.")
    why = "It is True at tokens and False at padding; the lengths of the lists decide, not the numbers."
    ctx.equal(mask, want_mask, what="`mask`", because=why)


def unequal(ctx, count):
    """Draw sizes that all differ."""
    return (torch.randperm(7, generator=ctx.generator)[:count] + 3).tolist()


@check("column_statistics", title="Mean and deviation belong to each column", points=2)
def column_statistics(ctx):
    rows, columns = unequal(ctx, 2)
    x = ctx.randn(rows, columns, scale=3) + 2
    ctx.given(x=x)
    statistics(ctx, x)


@check("one_row", title="A single row has the deviation 0", points=1)
def one_row(ctx):
    x = ctx.randn(1, ctx.integer(2, 6), dtype=torch.float64)
    ctx.given(x=x)
    statistics(ctx, x)


@check("errors_row_by_row", title="Each prediction meets its own target only", points=2)
def errors_row_by_row(ctx):
    rows = ctx.integer(4, 8)
    prediction, target = ctx.randn(rows, 1), ctx.randn(rows)
    ctx.given(prediction=prediction, target=target)
    want = ctx.reference.squared_errors(prediction, target)
    why = "Entry i belongs to prediction i and target i."
    ctx.equal(ctx.candidate.squared_errors(prediction, target), want, what="The result of `squared_errors`", because=why)


@check("distances", title="Distances of all pairs, squared", points=2)
def distances(ctx):
    rows, others, columns = unequal(ctx, 3)
    a, b = ctx.randn(rows, columns), ctx.randn(others, columns)
    ctx.given(a=a, b=b)
    want = ctx.reference.pairwise_sq_dist(a, b)
    why = "Entry i, j is the squared distance of `a[i]` and `b[j]`."
    got = ctx.candidate.pairwise_sq_dist(a, b)
    ctx.equal(got, want, what="The result of `pairwise_sq_dist`", rtol=1e-3, atol=1e-4, because=why)


@check("no_loop_over_points", title="More points take no more operations", points=1)
def no_loop_over_points(ctx):
    works = []
    for rows, others in ((4, 5), (16, 20)):
        a, b = ctx.randn(rows, 3), ctx.randn(others, 3)
        works.append(ctx.work("pairwise_sq_dist", a, b))
    ctx.given(a=a, b=b)
    few, many = (work.total for work in works)
    ctx.observe(many > few + 4)
    counts = f"4 and 5 points took {few} tensor operations, 16 and 20 took {many}."
    ctx.require(many <= few + 4, f"{counts} Don't loop over the points: let broadcasting make all pairs at once.")


@check("never_negative", title="No squared distance is negative", points=1, hidden=True)
def never_negative(ctx):
    a = ctx.randn(120, 5, scale=10) + FAR
    b = torch.cat([a, ctx.randn(3, 5, scale=10) + FAR])  # each row of a is in b too
    got, want = ctx.candidate.pairwise_sq_dist(a, b), ctx.reference.pairwise_sq_dist(a, b)
    fits = isinstance(got, torch.Tensor) and got.shape == want.shape
    ctx.require(fits, "`pairwise_sq_dist` must return a tensor of shape (N, M): a row for each row of `a`, a column for each row of `b`.")
    # Rounding differs with the order of the additions, so what counts is which way the result is off. The expanded
    # square is off by up to 2 here (2,000 seeds) and negative in about 18 places; distances reach several thousand.
    about_right = bool(((got - want).abs() <= 0.01 * want + 20).all())
    ratio = round(float(got.double().mean() / want.double().mean()), 3)
    ctx.observe([about_right, ratio, bool((got < 0).any()), bool(got.isnan().any())])
    ctx.require(about_right, "For points far from the origin, `pairwise_sq_dist` is off by more than rounding explains.")
    least = float(got.min())
    ctx.require(least >= 0, f"The smallest squared distance is {least:.3g}; none may be below 0, not even through rounding.")


@check("channels_first", title="Channels first, and every pixel where it was", points=2)
def channels_first(ctx):
    count, height, width, channels = unequal(ctx, 4)
    imgs = ctx.randn(count, height, width, channels)
    ctx.given(imgs=imgs)
    why = "Entry n, c, h, w is `imgs[n, h, w, c]`."
    ctx.equal(ctx.candidate.to_nchw(imgs), ctx.reference.to_nchw(imgs), what="The result of `to_nchw`", because=why)


@check("padding", title="Sequences are padded at the end, and the mask says where tokens are", points=2)
def padding(ctx):
    lengths = unequal(ctx, 3)
    sequences = [ctx.randint(1, 90, (length,)).tolist() for length in lengths]
    ctx.given(sequences=f"lists of {', '.join(map(str, lengths))} tokens")
    padded(ctx, sequences)


@check("awkward_sequences", title="Padding copes with an empty list, one list, and tokens equal to the padding", points=1, hidden=True)
def awkward_sequences(ctx):
    padded(ctx, tokens(ctx, [4, 0, 2], 0))
    padded(ctx, tokens(ctx, [3], 0))
    pad = ctx.integer(100, 200)
    padded(ctx, tokens(ctx, unequal(ctx, 4), pad), pad)


@check("awkward_sizes", title="Size 1, square shapes and other dtypes come out right", points=1, hidden=True)
def awkward_sizes(ctx):
    statistics(ctx, ctx.randn(5, 1))
    statistics(ctx, ctx.randn(4, 4, dtype=torch.float64))
    for rows in (3, 1):
        pairs = ctx.randn(rows, 1, dtype=torch.float64), ctx.randn(rows, dtype=torch.float64)
        what = f"`squared_errors` of float64 with N = {rows}"
        ctx.equal(ctx.candidate.squared_errors(*pairs), ctx.reference.squared_errors(*pairs), what=what)
    for rows, others, columns in ((3, 3, 3), (1, 4, 3), (4, 1, 3), (1, 1, 1)):
        points = ctx.randn(rows, columns, dtype=torch.float64), ctx.randn(others, columns, dtype=torch.float64)
        want = ctx.reference.pairwise_sq_dist(*points)
        what = f"`pairwise_sq_dist` with N = {rows}, M = {others}, D = {columns}"
        ctx.equal(ctx.candidate.pairwise_sq_dist(*points), want, what=what)
    for shape in ((1, 5, 5, 1), (2, 3, 3, 3), (1, 1, 4, 2)):
        imgs = ctx.randint(0, 256, shape).to(torch.uint8)
        ctx.equal(ctx.candidate.to_nchw(imgs), ctx.reference.to_nchw(imgs), what=f"`to_nchw` of uint8 pictures {list(shape)}")


@check("inputs_untouched", title="The inputs stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    ctx.unchanged("batch_stats", ctx.randn(4, 3))
    ctx.unchanged("squared_errors", ctx.randn(4, 1), ctx.randn(4))
    ctx.unchanged("pairwise_sq_dist", ctx.randn(4, 2), ctx.randn(3, 2))
    ctx.unchanged("to_nchw", ctx.randn(2, 3, 4, 3))
    sequences = tokens(ctx, [3, 1, 2], 0)
    _, (after, *_), _ = ctx.candidate.call_and_inputs("pad_sequences", sequences)
    ctx.observe(after)
    ctx.require(after == sequences, "`pad_sequences` changed the lists that it was given; work on copies.")
