"""Checks of the perceptron rule and of logistic regression, in float64 against the reference and, for the gradient, against autograd."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from grader.checks import check

EPOCHS = 150
XOR = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)


def separable(ctx, rows, columns, dtype=torch.float64):
    """Draw rows on both sides of a line away from the origin, at least 0.15 off it. The reference stops within 20 epochs (2,000 seeds)."""
    normal = ctx.randn(columns, dtype=torch.float64)
    normal = normal / normal.norm()
    y = torch.where(ctx.rand(rows) < 0.5, -1, 1)
    y[:3] = torch.tensor([1, -1, 1])
    x = ctx.randn(rows, columns, dtype=torch.float64)
    side = x @ normal
    x = x + (y * (0.15 + side.abs()) - side)[:, None] * normal + normal  # moved along the normal, then off the origin
    return x.to(dtype), y


def overlapping(ctx, rows, columns, dtype=torch.float64):
    """Draw two clouds that no line parts, with labels 0 and 1."""
    y = ctx.randint(0, 2, (rows,))
    y[:2] = torch.tensor([0, 1])
    return (ctx.randn(rows, columns, dtype=torch.float64) + y[:, None] + 0.5).to(dtype), y


def number(ctx, value, name):
    fits = (isinstance(value, torch.Tensor) and value.numel() == 1) or type(value) in (int, float)
    ctx.require(fits, f"`{name}` must be a number.")
    return float(value)


def counts(ctx, value):
    """Read the list of mistakes; entries may be whole numbers or tensors of one."""
    if isinstance(value, torch.Tensor):
        value = value.tolist()
    fits = isinstance(value, tuple | list)
    ctx.require(fits, "`mistakes` must be a list with one count per epoch.")
    return [int(number(ctx, count, "mistakes[i]")) for count in value]


def perceptron(ctx, x, y, epochs):
    found = ctx.candidate.perceptron_fit(x, y, epochs)
    ctx.require(isinstance(found, tuple | list) and len(found) == 3, "`perceptron_fit` must return three values: `w`, `b` and `mistakes`.")
    w, b, mistakes = found[0], number(ctx, found[1], "b"), counts(ctx, found[2])
    ctx.observe([w, b, mistakes])
    want_w, want_b, want_mistakes = ctx.reference.perceptron_fit(x, y, epochs)
    short, want_short = (str(part[:6])[:-1] + (", …]" if len(part) > 6 else "]") for part in (mistakes, want_mistakes))
    same = mistakes == want_mistakes
    ctx.require(same or len(mistakes) != len(want_mistakes), f"`mistakes` is {short}; expected {want_short}.")
    lengths = f"`mistakes` has {len(mistakes)} {'entry' if len(mistakes) == 1 else 'entries'}, {short}; expected {len(want_mistakes)}, {want_short}."
    ctx.require(same, f"{lengths} Stop after the first epoch without a mistake, or after `epochs` of them.")
    ctx.equal(w, want_w, what="The perceptron's `w`", because="Each mistake adds y · x.")
    ctx.equal(b, float(want_b), what="The perceptron's `b`", because="Each mistake adds y.")


def by_autograd(x, y, lr, steps, l2):
    w = torch.zeros(x.shape[1], dtype=x.dtype, requires_grad=True)
    b = torch.zeros((), dtype=x.dtype, requires_grad=True)
    for _ in range(steps):
        loss = binary_cross_entropy_with_logits(x @ w + b, y.to(x.dtype)) + l2 / 2 * (w**2).sum()
        slopes = torch.autograd.grad(loss, [w, b])
        w, b = (value.detach().sub(lr * slope).requires_grad_() for value, slope in zip((w, b), slopes))
    return w.detach(), b.detach()


def logistic(ctx, x, y, lr, steps, *l2, rtol=1e-6, atol=1e-8):
    found = ctx.candidate.logistic_fit(x, y, lr, steps, *l2)
    ctx.require(isinstance(found, tuple | list) and len(found) == 2, "`logistic_fit` must return two values: `w` and `b`.")
    w, b = found[0], number(ctx, found[1], "b")
    ctx.observe([w, b])
    want_w, want_b = by_autograd(x, y, lr, steps, *(l2 or (0.0,)))
    after = f"after {steps} step{'s' * (steps != 1)}"
    ctx.equal(w, want_w, what=f"`w` {after}", rtol=rtol, atol=atol, because="Each step subtracts lr times the gradient of `logistic_loss`.")
    ctx.equal(b, float(want_b), what=f"`b` {after}", rtol=rtol, atol=atol, because="Each step subtracts lr times the mean of p − y.")


def loss_of(ctx, x, y, w, b, *l2, what="The loss"):
    found = number(ctx, ctx.candidate.logistic_loss(x, y, w, b, *l2), "logistic_loss")
    ctx.observe(found)
    ctx.equal(found, float(ctx.reference.logistic_loss(x, y, w, b, *l2)), what=what, rtol=1e-5, atol=1e-7)


@check("perceptron_learns", title="The perceptron corrects its mistakes and stops when there are none", points=3)
def perceptron_learns(ctx):
    x, y = separable(ctx, ctx.integer(8, 12), 3)
    ctx.given(X=x, y=y, epochs=EPOCHS)
    perceptron(ctx, x, y, EPOCHS)


@check("perceptron_never_ends_on_xor", title="On XOR it makes mistakes in every epoch", points=1)
def perceptron_never_ends_on_xor(ctx):
    x = XOR * ctx.choose([1.0, 2.0, 4.0])  # whole numbers, so that ties are ties
    ctx.given(X=x, y="[-1, 1, 1, -1]", epochs=12)
    perceptron(ctx, x, torch.tensor([-1, 1, 1, -1]), 12)


@check("probabilities", title="Logits become probabilities", points=1)
def probabilities(ctx):
    x, w, b = ctx.randn(7, 3, dtype=torch.float64), ctx.randn(3, dtype=torch.float64), float(ctx.randn(1))
    ctx.given(X=x, w=w, b=b)
    ctx.equal(ctx.candidate.predict_proba(x, w, b), torch.sigmoid(x @ w + b), what="The result of `predict_proba`", rtol=1e-6, atol=1e-8)


@check("loss", title="The loss is the mean cross-entropy, with the penalty", points=2)
def loss(ctx):
    x, y = overlapping(ctx, ctx.integer(5, 9), 3)
    w, b, l2 = ctx.randn(3, dtype=torch.float64), float(ctx.randn(1)), ctx.choose([0.1, 0.3, 0.5])
    ctx.given(X=x, y=y, w=w, b=b, l2="0, then " + str(l2))
    loss_of(ctx, x, y, w, b, what="The loss with l2 = 0")
    loss_of(ctx, x, y, w, b, l2, what=f"The loss with l2 = {l2}")


@check("logistic_learns", title="Logistic regression follows the gradient", points=3)
def logistic_learns(ctx):
    x, y = overlapping(ctx, ctx.integer(6, 10), 3)
    lr = ctx.choose([0.1, 0.2, 0.3])
    ctx.given(X=x, y=y, lr=lr, steps="1, then 5")
    logistic(ctx, x, y, lr, 1)
    logistic(ctx, x, y, lr, 5)


@check("penalty", title="The penalty pulls the weights, and leaves the bias alone", points=2)
def penalty(ctx):
    x, y = overlapping(ctx, ctx.integer(6, 10), 3)
    lr, l2 = ctx.choose([0.1, 0.2, 0.3]), ctx.choose([0.3, 0.5, 1.0])
    ctx.given(X=x, y=y, lr=lr, steps=4, l2=l2)
    logistic(ctx, x, y, lr, 4, l2)


@check("extreme_logits", title="Logits of 1,000 give neither NaN nor infinity", points=2, hidden=True)
def extreme_logits(ctx):
    for dtype in (torch.float64, torch.float32):
        x = torch.tensor([[1000.0], [-1000.0], [20.0], [-20.0], [0.5]], dtype=dtype)
        w, b = torch.ones(1, dtype=dtype), 0.0
        want, what = torch.sigmoid(x[:, 0]), "`predict_proba` for logits 1000, −1000, 20, −20 and 0.5"
        ctx.equal(ctx.candidate.predict_proba(x, w, b), want, what=what, rtol=1e-5, atol=1e-6)
        for y in ([1, 0, 1, 0, 1], [0, 1, 0, 1, 0]):
            what = f"The loss of labels {y} with logits 1000, −1000, 20, −20 and 0.5, in {str(dtype).removeprefix('torch.')},"
            loss_of(ctx, x, torch.tensor(y), w, b, what=what)


@check("awkward_sizes", title="One row, one column, float32 and no steps come out right", points=1, hidden=True)
def awkward_sizes(ctx):
    x, y = separable(ctx, 6, 1, torch.float32)
    perceptron(ctx, x, y, EPOCHS)
    perceptron(ctx, x, y, 1)
    perceptron(ctx, x[:1], y[:1], 3)
    x, y = overlapping(ctx, 4, 1, torch.float32)
    for rows, steps in ((4, 3), (1, 2), (4, 0)):
        logistic(ctx, x[:rows], y[:rows], 0.2, steps, 0.1, rtol=1e-4, atol=1e-5)
    same = torch.ones(5, dtype=torch.int64)
    logistic(ctx, ctx.randn(5, 2, dtype=torch.float64), same, 0.2, 3)


@check("inputs_untouched", title="The arguments stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    x, y = separable(ctx, 6, 3)
    ctx.unchanged("perceptron_fit", x, y, 3)
    x, y = overlapping(ctx, 6, 3)
    w, b = ctx.randn(3, dtype=torch.float64), torch.tensor(0.5, dtype=torch.float64)
    ctx.unchanged("predict_proba", x, w, b)
    ctx.unchanged("logistic_loss", x, y, w, b, 0.1)
    ctx.unchanged("logistic_fit", x, y, 0.1, 2, 0.1)
