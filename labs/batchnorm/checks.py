"""Checks of batch norm in float64 against torch's own, which runs here and never at the learner's side."""

import torch
from torch.nn.functional import batch_norm

from grader.checks import check

STATISTICS = ("running_mean", "running_var")
EXACT = {"rtol": 1e-6, "atol": 1e-8}


def layer(ctx, channels, dtype=torch.float64):
    """Draw gamma, beta and a state in which no number is special."""
    gamma, beta = ctx.randn(channels, dtype=dtype) + 2, ctx.randn(channels, dtype=dtype)
    state = {"running_mean": ctx.randn(channels, dtype=dtype), "running_var": ctx.rand(channels, dtype=dtype) + 0.5}
    return gamma, beta, state


def options(ctx):
    """Draw a momentum that is not its own opposite and an eps large enough to be seen."""
    return ctx.choose([0.1, 0.2, 0.3]), ctx.choose([0.1, 0.3, 0.5])


def rows(ctx):
    return ctx.randn(ctx.integer(5, 9), ctx.integer(3, 4), dtype=torch.float64, scale=2) + 1


def images(ctx):
    """Sizes that all differ, so that no wrong dimension fits by accident."""
    n, c, h, w = torch.tensor([2, 3, 4, 5])[torch.randperm(4, generator=ctx.generator)].tolist()
    return ctx.randn(n, c, h, w, dtype=torch.float64, scale=2) + 1


def by_torch(x, gamma, beta, state, momentum, eps, training, dy=None):
    """Return y, the state afterwards and, given `dy`, the gradients of x, gamma and beta."""
    after = {name: value.clone() for name, value in state.items()}
    leaves = [value.clone().requires_grad_() for value in (x, gamma, beta)]
    y = batch_norm(leaves[0], *(after[name] for name in STATISTICS), *leaves[1:], training, momentum, eps)
    return y.detach(), after, None if dy is None else torch.autograd.grad(y, leaves, dy)


def forward(ctx, x, gamma, beta, state, momentum, eps, training):
    """Return y, the cache, and the arguments as the call left them."""
    out, args, _ = ctx.candidate.call_and_inputs("bn_forward", x, gamma, beta, state, momentum, eps, training)
    ctx.require(
        isinstance(out, tuple | list) and len(out) == 2, "`bn_forward` must return two values: `y` and `cache`."
    )
    kept = isinstance(args[3], dict) and set(STATISTICS) <= set(args[3])
    ctx.require(kept, "`state` must keep the keys `running_mean` and `running_var`.")
    return out[0], out[1], args


def backward(ctx, dy, cache):
    out = ctx.candidate.bn_backward(dy, cache)
    fits = isinstance(out, tuple | list) and len(out) == 3
    ctx.require(fits, "`bn_backward` must return three values: `dx`, `dgamma` and `dbeta`.")
    return out


def judge_output(ctx, x, training=True, **tolerance):
    gamma, beta, state = layer(ctx, x.shape[1], x.dtype)
    momentum, eps = options(ctx)
    ctx.given(x=x, gamma=gamma, beta=beta, momentum=momentum, eps=eps, training=training)
    y, _, _ = forward(ctx, x, gamma, beta, state, momentum, eps, training)
    want, _, _ = by_torch(x, gamma, beta, state, momentum, eps, training)
    ctx.observe(y)
    because = "Use the batch's own mean and biased variance." if training else "Use the running mean and variance."
    ctx.equal(y, want, what="`y`", because=because, **(tolerance or EXACT))


def judge_gradients(ctx, x, training=True, **tolerance):
    gamma, beta, state = layer(ctx, x.shape[1], x.dtype)
    momentum, eps = options(ctx)
    dy = ctx.randn(*x.shape, dtype=x.dtype)
    ctx.given(dy=dy, x=x, gamma=gamma, beta=beta, eps=eps, training=training)
    _, cache, _ = forward(ctx, x, gamma, beta, state, momentum, eps, training)
    found = backward(ctx, dy, cache)
    _, _, wanted = by_torch(x, gamma, beta, state, momentum, eps, training, dy)
    ctx.observe(list(found))
    for name, got, want in reversed([*zip(("dx", "dgamma", "dbeta"), found, wanted)]):
        ctx.equal(got, want, what=f"`{name}` for x of shape {list(x.shape)}", **(tolerance or EXACT))


@check("rows_normalised", title="Rows are normalised with the batch's mean and biased variance", points=2)
def rows_normalised(ctx):
    judge_output(ctx, rows(ctx))


@check("images_normalised", title="Images are normalised channel by channel", points=2)
def images_normalised(ctx):
    judge_output(ctx, images(ctx))


@check("running_statistics", title="Three training steps leave the right running mean and variance", points=2)
def running_statistics(ctx):
    channels, steps = ctx.integer(3, 4), 3
    gamma, beta, mine = layer(ctx, channels)
    theirs = mine
    momentum, eps = options(ctx)
    ctx.given(channels=channels, steps=steps, momentum=momentum, eps=eps, training=True)
    for _ in range(steps):
        x = ctx.randn(ctx.integer(4, 6), channels, dtype=torch.float64, scale=2) + 1
        mine = forward(ctx, x, gamma, beta, mine, momentum, eps, True)[2][3]
        theirs = by_torch(x, gamma, beta, theirs, momentum, eps, True)[1]
    ctx.observe([mine[name] for name in STATISTICS])
    for name in STATISTICS:
        what = f'`state["{name}"]` after {steps} steps'
        ctx.equal(mine[name], theirs[name], what=what, because="`momentum` weighs the batch's value.", **EXACT)


@check("evaluation", title="At evaluation the running statistics are used", points=1)
def evaluation(ctx):
    judge_output(ctx, rows(ctx), training=False)


@check("evaluation_keeps_state", title="At evaluation the running statistics stay as they are", points=1)
def evaluation_keeps_state(ctx):
    x, (momentum, eps) = rows(ctx), options(ctx)
    gamma, beta, state = layer(ctx, x.shape[1])
    ctx.given(x=x, momentum=momentum, eps=eps, training=False)
    after = forward(ctx, x, gamma, beta, state, momentum, eps, False)[2][3]
    ctx.observe([after[name] for name in STATISTICS])
    for name in STATISTICS:
        ctx.equal(after[name], state[name], what=f'`state["{name}"]` after an evaluation pass', rtol=0, atol=0)


@check("one_value", title="Training on one value per channel raises ValueError", points=1)
def one_value(ctx):
    gamma, beta, state = layer(ctx, 3)
    momentum, eps = options(ctx)
    for shape in ((1, 3), (1, 3, 1, 1)):
        x = ctx.randn(*shape, dtype=torch.float64)
        ctx.given(x=x, training=True)
        because = "One value per channel has no variance."
        ctx.raises("ValueError", "bn_forward", x, gamma, beta, state, momentum, eps, True, because=because)


@check("gradients", title="The gradients of a training pass agree with autograd", points=3)
def gradients(ctx):
    judge_gradients(ctx, rows(ctx))


@check("gradients_of_images", title="So do those of images", points=1)
def gradients_of_images(ctx):
    judge_gradients(ctx, images(ctx))


@check("gradients_at_evaluation", title="At evaluation no gradient flows through the statistics", points=1)
def gradients_at_evaluation(ctx):
    judge_gradients(ctx, rows(ctx), training=False)


@check(
    "awkward_shapes",
    title="Two rows, one channel, one image and pixels in a row are normalised too",
    points=1,
    hidden=True,
)
def awkward_shapes(ctx):
    for shape in ((2, 1), (2, 5), (1, 2, 3, 2), (2, 1, 1, 7), (3, 4, 1, 1), (1, 1, 5, 1)):
        judge_gradients(ctx, ctx.randn(*shape, dtype=torch.float64))
    judge_output(ctx, ctx.randn(1, 3, dtype=torch.float64), training=False)


@check("constant_channel", title="A channel of equal values comes out as beta", points=0.5, hidden=True)
def constant_channel(ctx):
    x = rows(ctx)
    gamma, beta, state = layer(ctx, x.shape[1])
    x[:, 1] = 3.0
    y, cache, _ = forward(ctx, x, gamma, beta, state, 0.1, 1e-5, True)
    ctx.observe(y)
    ctx.require(isinstance(y, torch.Tensor) and y.shape == x.shape, "`y` must be a tensor of the shape of `x`.")
    ctx.equal(y[:, 1], beta[1].expand(len(x)), what="The constant channel of `y`", **EXACT)
    dx = backward(ctx, torch.ones_like(x), cache)[0]
    ctx.require(
        isinstance(dx, torch.Tensor) and bool(dx.isfinite().all()), "`dx` must be finite with a constant channel."
    )


@check("far_from_zero", title="Values around 10⁷ lose no digits", points=1, hidden=True)
def far_from_zero(ctx):
    x = rows(ctx)
    gamma, beta, state = layer(ctx, x.shape[1])
    errors = []
    for offset in (0.0, 1e7):
        moved = x + offset
        y, _, _ = forward(ctx, moved, gamma, beta, state, 0.1, 1e-5, True)
        want, _, _ = by_torch(moved, gamma, beta, state, 0.1, 1e-5, True)
        ctx.require(isinstance(y, torch.Tensor) and y.shape == want.shape, "`y` must be a tensor of the shape of `x`.")
        errors.append((y - want).abs().nan_to_num(nan=1.0).max().item())
    # What cancellation leaves is noise that depends on the order of the operations, so only its presence is compared.
    ctx.observe([errors[0] < 1e-10, errors[1] < 1e-6] if errors[0] < 1e-10 else errors)
    ctx.require(errors[0] < 1e-10, f"Already near zero, `y` is off by up to {errors[0]:.2g}.")
    message = f"`y` is right near zero, but with values around 10⁷ it is off by up to {errors[1]:.2g}: subtract the mean before squaring."
    ctx.require(errors[1] < 1e-6, message)


@check("dtype_kept", title="float32 comes out as float32", points=1, hidden=True)
def dtype_kept(ctx):
    judge_output(ctx, images(ctx).float(), rtol=1e-4, atol=1e-5)
    judge_gradients(ctx, rows(ctx).float(), rtol=1e-4, atol=1e-5)


@check("inputs_untouched", title="All inputs but the state stay as they were", points=0.5, hidden=True)
def inputs_untouched(ctx):
    x, (momentum, eps) = rows(ctx), options(ctx)
    gamma, beta, state = layer(ctx, x.shape[1])
    _, cache, args = forward(ctx, x, gamma, beta, state, momentum, eps, True)
    kept = [torch.equal(before, after) for before, after in zip((x, gamma, beta), args)]
    dy = ctx.randn(*x.shape, dtype=torch.float64)
    _, (dy_after, _), _ = ctx.candidate.call_and_inputs("bn_backward", dy, cache)
    kept.append(torch.equal(dy, dy_after))
    ctx.observe(kept)
    for name, same in zip(("x", "gamma", "beta", "dy"), kept):
        ctx.require(same, f"`{name}` was changed in place; work on a new tensor.")
