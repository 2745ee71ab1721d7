"""Checks of layer norm and RMS norm in float64 against torch's own, which run here and never at the learner's side."""

import torch
from torch.nn import functional

from grader.checks import check

EXACT = {"rtol": 1e-6, "atol": 1e-8}


def parameters(ctx, shape, dtype=torch.float64):
    """Draw a gain and a bias in which no number is special."""
    return ctx.randn(*shape, dtype=dtype) + 2, ctx.randn(*shape, dtype=dtype)


def draw_eps(ctx):
    """Draw an eps large enough to be seen."""
    return ctx.choose([0.1, 0.3, 0.5])


def rows(ctx):
    return ctx.randn(ctx.integer(3, 4), ctx.integer(5, 7), dtype=torch.float64, scale=2) + 1


def sequences(ctx):
    """Examples of shape (T, D) in a batch of N, all sizes different."""
    n, t, d = torch.tensor([3, 4, 5])[torch.randperm(3, generator=ctx.generator)].tolist()
    return ctx.randn(n, t, d, dtype=torch.float64, scale=2) + 1


def forward(ctx, x, shape, g, b, eps):
    """Return y, the cache, and the arguments as the call left them."""
    out, args, _ = ctx.candidate.call_and_inputs("layer_norm", x, shape, g, b, eps)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`layer_norm` must return two values: `y` and `cache`.")
    return out[0], out[1], args


def backward(ctx, dy, cache):
    out = ctx.candidate.layer_norm_backward(dy, cache)
    fits = isinstance(out, tuple | list) and len(out) == 3
    ctx.require(fits, "`layer_norm_backward` must return three values: `dx`, `dg` and `db`.")
    return out


def judge_output(ctx, x, shape, **tolerance):
    (g, b), eps = parameters(ctx, shape, x.dtype), draw_eps(ctx)
    ctx.given(x=x, shape=str(shape), g=g, b=b, eps=eps)
    y, _, _ = forward(ctx, x, shape, g, b, eps)
    ctx.observe(y)
    ctx.equal(y, functional.layer_norm(x, shape, g, b, eps), what=f"`y` with shape = {shape}", **(tolerance or EXACT))


def judge_gradients(ctx, x, shape, **tolerance):
    (g, b), eps = parameters(ctx, shape, x.dtype), draw_eps(ctx)
    dy = ctx.randn(*x.shape, dtype=x.dtype)
    ctx.given(dy=dy, x=x, shape=str(shape), g=g, b=b, eps=eps)
    found = backward(ctx, dy, forward(ctx, x, shape, g, b, eps)[1])
    ctx.observe(list(found))
    leaves = [value.clone().requires_grad_() for value in (x, g, b)]
    wanted = torch.autograd.grad(functional.layer_norm(leaves[0], shape, *leaves[1:], eps), leaves, dy)
    for name, got, want in reversed([*zip(("dx", "dg", "db"), found, wanted)]):
        what = f"`{name}` with x of shape {list(x.shape)} and shape = {shape}"
        ctx.equal(got, want, what=what, **(tolerance or EXACT))


def by_rms(x, g, eps):
    return g * x / (x.square().mean(-1, keepdim=True) + eps).sqrt()


def judge_rms(ctx, x, **tolerance):
    g, eps = parameters(ctx, x.shape[-1:], x.dtype)[0], draw_eps(ctx)
    ctx.given(x=x, g=g, eps=eps)
    y = ctx.candidate.rms_norm(x, g, eps)
    ctx.observe(y)
    ctx.equal(y, by_rms(x, g, eps), what=f"`y` for x of shape {list(x.shape)}", **(tolerance or EXACT))


@check("rows_normalised", title="Each row is normalised with its own mean and biased variance", points=2)
def rows_normalised(ctx):
    x = rows(ctx)
    judge_output(ctx, x, tuple(x.shape[1:]))


@check("any_number_of_dimensions", title="An example may have several dimensions, and so may the batch", points=2)
def any_number_of_dimensions(ctx):
    x = sequences(ctx)
    judge_output(ctx, x, tuple(x.shape[2:]))
    judge_output(ctx, x, tuple(x.shape[1:]))


@check("alone_or_in_company", title="An example comes out the same alone and in a batch", points=1)
def alone_or_in_company(ctx):
    x = rows(ctx)
    shape = tuple(x.shape[1:])
    (g, b), eps = parameters(ctx, shape), draw_eps(ctx)
    ctx.given(x=x, shape=str(shape), eps=eps)
    together, alone = (forward(ctx, part, shape, g, b, eps)[0] for part in (x, x[:1]))
    ctx.observe([together, alone])
    ctx.require(isinstance(together, torch.Tensor) and together.shape == x.shape, "`y` must have the shape of `x`.")
    ctx.equal(alone, together[:1], what="`y` of the first row alone", because="Its neighbours must not matter.", **EXACT)


@check("gradients", title="The gradients agree with autograd", points=3)
def gradients(ctx):
    x = rows(ctx)
    judge_gradients(ctx, x, tuple(x.shape[1:]))


@check("gradients_of_sequences", title="So do those with more dimensions", points=1)
def gradients_of_sequences(ctx):
    x = sequences(ctx)
    judge_gradients(ctx, x, tuple(x.shape[2:]))
    judge_gradients(ctx, x, tuple(x.shape[1:]))


@check("rms_values", title="RMS norm divides by the root mean square", points=2)
def rms_values(ctx):
    judge_rms(ctx, rows(ctx))


@check("rms_gradient", title="Autograd flows through RMS norm, its scale included", points=1)
def rms_gradient(ctx):
    x = rows(ctx)
    g, eps = parameters(ctx, x.shape[1:])[0], draw_eps(ctx)
    ctx.given(x=x, g=g, eps=eps)
    ctx.gradients("rms_norm", x, g, eps, wrt=["x", "g"])


@check("awkward_shapes", title="One example, one value, no batch at all", points=1, hidden=True)
def awkward_shapes(ctx):
    for sizes, length in (((1, 4), 1), ((3, 1), 1), ((5,), 1), ((2, 3), 2), ((2, 1, 2, 3), 1), ((1, 2, 3, 1), 3)):
        judge_gradients(ctx, ctx.randn(*sizes, dtype=torch.float64), sizes[-length:])
    for sizes in ((1, 1), (4,), (2, 1, 3)):
        judge_rms(ctx, ctx.randn(*sizes, dtype=torch.float64))


@check("equal_values", title="An example of equal values comes out as b", points=1, hidden=True)
def equal_values(ctx):
    x = rows(ctx)
    shape = tuple(x.shape[1:])
    g, b = parameters(ctx, shape)
    x[1] = 3.0
    y, cache, _ = forward(ctx, x, shape, g, b, 1e-5)
    ctx.observe(y)
    ctx.require(isinstance(y, torch.Tensor) and y.shape == x.shape, "`y` must have the shape of `x`.")
    ctx.equal(y[1], b, what="The row of equal values in `y`", **EXACT)
    dx = backward(ctx, torch.ones_like(x), cache)[0]
    ctx.require(isinstance(dx, torch.Tensor) and bool(dx.isfinite().all()), "`dx` must be finite for a row of equal values.")


@check("far_from_zero", title="Values around 10⁷ lose no digits", points=1, hidden=True)
def far_from_zero(ctx):
    x = rows(ctx)
    shape = tuple(x.shape[1:])
    g, b = parameters(ctx, shape)
    errors = []
    for offset in (0.0, 1e7):
        y, _, _ = forward(ctx, x + offset, shape, g, b, 1e-5)
        ctx.require(isinstance(y, torch.Tensor) and y.shape == x.shape, "`y` must have the shape of `x`.")
        want = functional.layer_norm(x + offset, shape, g, b, 1e-5)
        errors.append((y - want).abs().nan_to_num(nan=1.0).max().item())
    # What cancellation leaves is noise that depends on the order of the operations, so only its presence is compared.
    ctx.observe([errors[0] < 1e-10, errors[1] < 1e-6] if errors[0] < 1e-10 else errors)
    ctx.require(errors[0] < 1e-10, f"Already near zero, `y` is off by up to {errors[0]:.2g}.")
    message = f"`y` is right near zero, but with values around 10⁷ it is off by up to {errors[1]:.2g}: subtract the mean before squaring."
    ctx.require(errors[1] < 1e-6, message)


@check("dtype_kept", title="float32 comes out as float32", points=0.5, hidden=True)
def dtype_kept(ctx):
    x = sequences(ctx).float()
    judge_output(ctx, x, tuple(x.shape[1:]), rtol=1e-4, atol=1e-5)
    judge_gradients(ctx, x, tuple(x.shape[2:]), rtol=1e-4, atol=1e-5)
    judge_rms(ctx, x, rtol=1e-4, atol=1e-5)


@check("inputs_untouched", title="All inputs stay as they were", points=0.5, hidden=True)
def inputs_untouched(ctx):
    x, eps = rows(ctx), draw_eps(ctx)
    shape = tuple(x.shape[1:])
    g, b = parameters(ctx, shape)
    _, cache, (x_after, _, g_after, b_after, _) = forward(ctx, x, shape, g, b, eps)
    dy = ctx.randn(*x.shape, dtype=torch.float64)
    _, (dy_after, _), _ = ctx.candidate.call_and_inputs("layer_norm_backward", dy, cache)
    _, (x_rms, g_rms, _), _ = ctx.candidate.call_and_inputs("rms_norm", x, g, eps)
    pairs = {"x": (x, x_after), "g": (g, g_after), "b": (b, b_after), "dy": (dy, dy_after)}
    pairs |= {"x` of `rms_norm": (x, x_rms), "g` of `rms_norm": (g, g_rms)}
    kept = {name: torch.equal(*pair) for name, pair in pairs.items()}
    ctx.observe(kept)
    for name, same in kept.items():
        ctx.require(same, f"`{name}` was changed in place; work on a new tensor.")
