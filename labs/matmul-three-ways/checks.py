"""Checks of three matrix products. Square matrices come first in each, so that a product entry by entry shows as numbers and not as a crash."""

import torch

from grader.checks import check

FUNCTIONS = ("matmul_loop", "matmul_outer", "bmm_einsum")


def unequal(ctx, count, least=2):
    """Draw sizes that all differ."""
    return (torch.randperm(5, generator=ctx.generator)[:count] + least).tolist()


def factors(ctx, name, n, d, m, batch=2, dtype=torch.float64):
    """Draw two matrices, or two batches of them for `bmm_einsum`."""
    lead = (batch,) if name == "bmm_einsum" else ()
    return ctx.randn(*lead, n, d, dtype=dtype), ctx.randn(*lead, d, m, dtype=dtype)


def product(left, right):
    """Multiply with torch, whole numbers in int64."""
    return left @ right if left.is_floating_point() else left.long() @ right.long()


def judge(ctx, name, left, right, **options):
    what = f"The result of `{name}` for shapes {list(left.shape)} and {list(right.shape)}"
    why = "Entry b, i, j is the sum over k of `X[b, i, k] * W[b, k, j]`."
    if left.dim() == 2:
        why = "Entry i, j is the sum over k of `A[i, k] * B[k, j]`."
    ctx.equal(ctx.candidate.call(name, left, right), product(left, right), what=what, because=why, **options)


def square_then_unequal(ctx, name):
    size = ctx.integer(3, 4)  # of two products, the last one is also all but the first
    n, d, m, batch = unequal(ctx, 4)
    for sizes in ((size, size, size, 2), (n, d, m, batch)):
        left, right = factors(ctx, name, *sizes)
        ctx.given(**dict(zip(("X", "W") if name == "bmm_einsum" else ("A", "B"), (left, right))))
        judge(ctx, name, left, right, rtol=1e-6, atol=1e-8)


@check("loop", title="Entry by entry", points=2)
def loop(ctx):
    square_then_unequal(ctx, "matmul_loop")


@check("outer", title="As a sum of outer products", points=2)
def outer(ctx):
    square_then_unequal(ctx, "matmul_outer")


@check("batched", title="A batch of products at once", points=2)
def batched(ctx):
    square_then_unequal(ctx, "bmm_einsum")


@check("count", title="The operations are counted", points=2)
def count(ctx):
    n, d, m = unequal(ctx, 3, least=3)
    ctx.given(n=n, d=d, m=m)
    found = ctx.candidate.flops(n, d, m)
    why = f"Each of {n} · {m} entries takes {d} multiplications and {d} additions."
    ctx.equal(found, 2 * n * d * m, what="The result of `flops`", because=why)


@check("count_is_exact", title="The count is a whole number, exact for any size", points=1, hidden=True)
def count_is_exact(ctx):
    sizes = [1 + 2 * ctx.integer(200_000, 400_000) for _ in range(3)]  # odd, so that the product needs all its bits
    found = ctx.candidate.flops(*sizes)
    whole = type(found) is int
    ctx.require(whole, f"`flops` must return an `int`; it returned a {type(found).__name__}.")
    message = "For sizes of several hundred thousand, `flops` does not give the exact count."
    hint = "If it is right for small ones, a float or a tensor has rounded: stay with Python's own `int`."
    ctx.require(found == 2 * sizes[0] * sizes[1] * sizes[2], f"{message} {hint}")


@check("inner_sizes_differ", title="Matrices that don't fit raise ValueError", points=2)
def inner_sizes_differ(ctx):
    d = ctx.integer(3, 5)
    ctx.given(inner_sizes=f"{d} and {d + 2}, then {d + 2} and {d}")
    for name in FUNCTIONS:
        for left_d, right_d in ((d, d + 2), (d + 2, d)):
            left, _ = factors(ctx, name, 2, left_d, 1)
            _, right = factors(ctx, name, 1, right_d, 4)
            why = f"The inner sizes are {left_d} and {right_d}."
            ctx.raises("ValueError", name, left, right, because=why)


@check("nothing_is_stretched", title="A size of 1 does not fit another one, and the number of dimensions counts", points=1, hidden=True)
def nothing_is_stretched(ctx):
    for name in FUNCTIONS:
        for left_d, right_d in ((1, 3), (3, 1)):
            left, _ = factors(ctx, name, 2, left_d, 1)
            _, right = factors(ctx, name, 1, right_d, 4)
            ctx.raises("ValueError", name, left, right, because=f"The inner sizes are {left_d} and {right_d}; a size of 1 is not stretched.")
    one, _ = factors(ctx, "bmm_einsum", 2, 3, 4, batch=1)
    for batch in (2, 3):
        _, many = factors(ctx, "bmm_einsum", 2, 3, 4, batch=batch)
        ctx.raises("ValueError", "bmm_einsum", one, many, because=f"The batch sizes are 1 and {batch}; a size of 1 is not stretched.")
    matrix, vector, batch = ctx.randn(3, 3), ctx.randn(3), ctx.randn(3, 3, 3)
    for name, left, right in (
        ("matmul_loop", matrix, vector),
        ("matmul_loop", batch, matrix),
        ("matmul_outer", matrix, vector),
        ("matmul_outer", vector, matrix),
        ("bmm_einsum", batch, matrix),
        ("bmm_einsum", matrix, matrix),
    ):
        ctx.raises("ValueError", name, left, right, because=f"The arguments have {left.dim()} and {right.dim()} dimensions.")


@check("empty_sum", title="With inner size 0 the result is all zeros", points=1, hidden=True)
def empty_sum(ctx):
    for name in FUNCTIONS:
        ctx.observe(ctx.candidate.call(name, *factors(ctx, name, 3, 3, 3)))  # tells programs apart that crash below
        left, right = factors(ctx, name, ctx.integer(2, 3), 0, ctx.integer(4, 5))
        found = ctx.candidate.call(name, left, right)
        ctx.observe(found)
        what = f"The result of `{name}` for shapes {list(left.shape)} and {list(right.shape)}"
        ctx.equal(found, product(left, right), what=what, because="A sum of no terms is 0.")


@check("whole_numbers", title="int32 numbers give an exact int64 result", points=1, hidden=True)
def whole_numbers(ctx):
    for name in FUNCTIONS:
        lead = (2,) if name == "bmm_einsum" else ()
        left, right = (ctx.randint(50_000, 2_000_000, (*lead, 3, 3)).to(torch.int32) for _ in range(2))
        what = f"The result of `{name}` for int32"
        ctx.equal(ctx.candidate.call(name, left, right), product(left, right), what=what, because="Widen to int64 before you multiply.")


@check("awkward_sizes", title="Single rows, columns and numbers, and float32, come out right", points=1, hidden=True)
def awkward_sizes(ctx):
    for name in FUNCTIONS:
        for n, d, m, batch in ((3, 3, 3, 3), (1, 4, 3, 1), (3, 4, 1, 2), (3, 1, 2, 3), (1, 1, 1, 1)):
            judge(ctx, name, *factors(ctx, name, n, d, m, batch, torch.float32))


@check("inputs_untouched", title="The arguments stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    for name in FUNCTIONS:
        ctx.unchanged(name, *factors(ctx, name, 3, 3, 3))
        ctx.unchanged(name, *factors(ctx, name, 3, 2, 4))
