"""Checks of backpropagation by hand: gradients in float64 against autograd, which runs here and never at the learner's side."""

import torch
from torch.nn.functional import cross_entropy

from grader.checks import check

NAMES = ("W1", "b1", "W2", "b2")
STEPS, GOAL = 200, 0.1


def shapes(inputs, width, classes):
    return {"W1": (inputs, width), "b1": (width,), "W2": (width, classes), "b2": (classes,)}


def draw(ctx, batch, inputs, width, classes, dtype=torch.float64):
    """Draw parameters, a batch and its classes."""
    params = {name: ctx.randn(*shape, dtype=dtype) for name, shape in shapes(inputs, width, classes).items()}
    return params, ctx.randn(batch, inputs, dtype=dtype), ctx.randint(0, classes, (batch,))


def draw_unequal(ctx, dtype=torch.float64):
    """Sizes that all differ, so that no transposed matrix fits by accident."""
    return draw(ctx, ctx.integer(6, 8), ctx.integer(9, 10), ctx.integer(4, 5), 3, dtype)


def logits_of(params, x):
    return (x @ params["W1"] + params["b1"]).relu() @ params["W2"] + params["b2"]


def by_autograd(params, x, y):
    """Return the loss and its gradients."""
    leaves = {name: value.clone().requires_grad_() for name, value in params.items()}
    loss = cross_entropy(logits_of(leaves, x), y)
    return float(loss), dict(zip(leaves, torch.autograd.grad(loss, list(leaves.values()))))


def forward(ctx, params, x):
    out = ctx.candidate.forward(x, *(params[name] for name in NAMES))
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`forward` must return two values: `logits` and `cache`.")
    return out


def gradients(ctx, params, x, y):
    """Run the candidate's two passes and return its four gradients."""
    found = ctx.candidate.backward(forward(ctx, params, x)[1], y)
    ctx.require(isinstance(found, dict), "`backward` must return a dict of gradients.")
    missing = [name for name in NAMES if name not in found]
    ctx.observe({name: found.get(name) for name in NAMES})
    ctx.require(not missing, f"`backward` must return a gradient for each parameter; missing: {', '.join(missing)}.")
    return found


def judge_gradients(ctx, params, x, y):
    found = gradients(ctx, params, x, y)
    _, want = by_autograd(params, x, y)
    for name in reversed(NAMES):
        ctx.equal(found[name], want[name], what=f"The gradient of `{name}`", rtol=1e-6, atol=1e-8)


def step(ctx, params, x, y, lr):
    out = ctx.candidate.train_step(params, x, y, lr)
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`train_step` must return two values: `new_params` and `loss`.")
    new, loss = out
    ctx.require(isinstance(new, dict) and set(NAMES) <= set(new), "`new_params` must be a dict with the keys W1, b1, W2 and b2.")
    ctx.require(_is_number(loss), "`loss` must be a number.")
    return new, float(loss)


def _is_number(value):
    return (isinstance(value, torch.Tensor) and value.numel() == 1) or (isinstance(value, int | float) and value is not True)


@check("logits", title="The forward pass gives the right logits", points=1)
def logits(ctx):
    params, x, _ = draw_unequal(ctx)
    ctx.given(X=x, **params)
    found, _ = forward(ctx, params, x)
    ctx.observe(found)
    ctx.equal(found, logits_of(params, x), what="`logits`", rtol=1e-6, atol=1e-8)


@check("gradients", title="The four gradients agree with autograd", points=3)
def gradients_agree(ctx):
    params, x, y = draw_unequal(ctx)
    ctx.given(X=x, y=y, **params)
    judge_gradients(ctx, params, x, y)


@check("gradients_of_any_shape", title="The gradients hold for 20 more shapes, one example and one hidden unit included", points=3, hidden=True)
def gradients_of_any_shape(ctx):
    sizes = [(1, 3, 4, 2), (5, 2, 1, 3), (1, 1, 1, 2), (4, 4, 4, 4)]
    sizes += [(*(ctx.integer(1, 9) for _ in range(3)), ctx.integer(2, 6)) for _ in range(16)]
    for N, D, H, K in sizes:
        ctx.case(N=N, D=D, H=H, K=K)
        judge_gradients(ctx, *draw(ctx, N, D, H, K))


@check("dtype_kept", title="float32 comes out as float32", points=1, hidden=True)
def dtype_kept(ctx):
    params, x, y = draw_unequal(ctx, torch.float32)
    found = gradients(ctx, params, x, y)
    _, want = by_autograd(params, x, y)
    for name in NAMES:
        ctx.equal(found[name], want[name], what=f"The gradient of `{name}` in float32")


@check("slope_at_zero", title="Where z is exactly 0, no gradient passes", points=1, hidden=True)
def slope_at_zero(ctx):
    params, x, y = draw_unequal(ctx)
    params["b1"].zero_()
    x[::2] = 0  # these rows have z = 0 in every unit, in whatever order one adds
    judge_gradients(ctx, params, x, y)


@check("large_logits", title="Logits of 1,000 overflow nowhere", points=1, hidden=True)
def large_logits(ctx):
    params, x, y = draw_unequal(ctx)
    params["b2"] = torch.tensor([1000.0, 1000.0, -1000.0], dtype=torch.float64)
    judge_gradients(ctx, params, x, y)
    _, loss = step(ctx, params, x, y, 0.1)
    want, _ = by_autograd(params, x, y)
    ctx.observe(loss)
    ctx.equal(loss, want, what="`loss` with large logits")


@check("inputs_untouched", title="The passes leave what they are given as it was", points=1, hidden=True)
def inputs_untouched(ctx):
    params, x, y = draw_unequal(ctx)
    before = [x, *(params[name] for name in NAMES)]
    (_, cache), after, _ = ctx.candidate.call_and_inputs("forward", *before)
    kept = [torch.equal(old, new) for old, new in zip(before, after)]
    ctx.observe(kept)
    for name, same in zip(("X", *NAMES), kept):
        ctx.require(same, f"`forward` changed `{name}` in place; work on a new tensor.")
    _, (_, labels), _ = ctx.candidate.call_and_inputs("backward", cache, y)
    ctx.observe(torch.equal(labels, y))
    ctx.require(torch.equal(labels, y), "`backward` changed `y` in place.")


@check("one_step", title="A step moves each parameter against its gradient and reports the loss before it", points=2)
def one_step(ctx):
    params, x, y = draw_unequal(ctx)
    lr = ctx.choose([0.05, 0.1, 0.2])
    ctx.given(X=x, y=y, lr=lr)
    new, loss = step(ctx, params, x, y, lr)
    ctx.observe([{name: new[name] for name in NAMES}, loss])
    want_loss, slopes = by_autograd(params, x, y)
    for name in NAMES:
        ctx.equal(new[name], params[name] - lr * slopes[name], what=f"The new `{name}`", rtol=1e-6, atol=1e-8)
    ctx.equal(loss, want_loss, what="`loss`", because="It is the mean cross-entropy before the step.")


@check("params_untouched", title="A step returns new parameters and leaves the old ones", points=1, hidden=True)
def params_untouched(ctx):
    params, x, y = draw_unequal(ctx)
    _, (after, x_after, y_after, _), _ = ctx.candidate.call_and_inputs("train_step", params, x, y, 0.1)
    kept = [torch.equal(after[name], params[name]) for name in NAMES] + [torch.equal(x_after, x), torch.equal(y_after, y)]
    ctx.observe(kept)
    for name, same in zip((*NAMES, "X", "y"), kept):
        ctx.require(same, f"`train_step` changed `{name}` in place; return new tensors.")


@check("learns", title="Within 200 steps the loss on three clouds of points falls below 0.1", points=1, rerun=False)
def learns(ctx):
    x, y = clouds()
    params = {name: ctx.randn(*shape, dtype=torch.float64, scale=0.5) for name, shape in shapes(2, 16, 3).items()}
    ctx.given(X=x, y=y, steps=STEPS, lr=0.1)
    course = []
    for number in range(STEPS):
        params, _ = step(ctx, params, x, y, 0.1)
        course.append(float(cross_entropy(logits_of(params, x), y)))
        if number % 10 == 9 or course[-1] < GOAL:
            ctx.report(number + 1, loss=course[-1])
        if course[-1] < GOAL:
            break
    ctx.require(course[-1] < GOAL, f"After {STEPS} steps the loss is {course[-1]:.4g}; expected less than {GOAL}.")


def clouds():
    """Three clouds of 20 points, always the same."""
    generator = torch.Generator().manual_seed(7)
    y = torch.arange(60) % 3
    centres = torch.tensor([[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]], dtype=torch.float64)
    return centres[y] + 0.5 * torch.randn(60, 2, generator=generator, dtype=torch.float64), y
