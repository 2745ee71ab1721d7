"""Checks of symmetry: the three functions alone, and then what they show about three ways to start the same network."""

import fixtures
import torch

from grader.checks import check

CORNERS = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]], dtype=torch.float64)
LR, STEPS = 0.1, 100


def numbers(part):
    """Return a list of floats, or None for what is none."""
    if isinstance(part, torch.Tensor):
        part = part.reshape(-1)
    part = list(part) if isinstance(part, tuple | list | torch.Tensor) else [part]
    fits = all(isinstance(n, int | float) or (isinstance(n, torch.Tensor) and n.numel() == 1) for n in part)
    return [float(n) for n in part] if fits else None


def spread_of(ctx, weight, bias):
    found = numbers(ctx.unchanged("unit_spread", weight, bias))
    ctx.require(found is not None and len(found) == 1, "`unit_spread` must return one number.")
    return found[0]


def judge_spread(ctx, weight, bias, what):
    units = torch.cat([weight, bias[:, None]], dim=1)
    wanted = float((units.amax(0) - units.amin(0)).max())
    found = spread_of(ctx, weight, bias)
    ctx.observe(found)
    ctx.equal(found, wanted, what=what, rtol=1e-6, atol=1e-12)


def losses_of(ctx, model, x, y, lr, steps):
    found = ctx.unchanged("train", model, x, y, lr, steps)
    losses = numbers(found) if isinstance(found, tuple | list | torch.Tensor) else None
    ctx.require(losses is not None, "`train` must return a list of numbers, one loss for each step.")
    ctx.require(len(losses) == steps, f"`train` returned {len(losses)} losses for {steps} steps.")
    return losses


def expected_training(model, x, y, lr, steps):
    """Return the losses before each step and the parameters after the last."""
    optimizer, losses = torch.optim.SGD(model.parameters(), lr=lr), []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    return losses, {name: value.clone() for name, value in model.state_dict().items()}


@check("filled", title="Every weight and every bias is filled, in place", points=2)
def filled(ctx):
    inputs, hidden, c = ctx.integer(2, 5), ctx.integer(2, 5), ctx.choose([-0.75, 0.25, 0.5, 1.5])
    ctx.given(model="three linear layers, two of them in a block, one without a bias", c=c)
    model = ctx.candidate.fixtures.nested(inputs, hidden)
    names = list(fixtures.nested(inputs, hidden).state_dict())
    result = ctx.candidate.constant_init_(model, c)
    after, trainable = ctx.candidate.probe.state(model), ctx.candidate.probe.trainable(model)
    done = [bool((after[name] == c).all()) for name in names]
    same = ctx.candidate.probe.kind(result) == "Sequential"
    returned = ctx.candidate.probe.state(result) if same else {}
    ctx.observe([done, trainable, [bool((value == c).all()) for value in returned.values()]])
    ctx.require(
        any(done),
        f"No parameter of the model is {c} after the call; fill the model's own parameters, for example with `parameter.fill_(c)`.",
    )
    for name, right in zip(names, done):
        ctx.require(
            right,
            f"`{name}` is not {c} everywhere; `model.parameters()` gives every weight and bias, those in blocks too.",
        )
    ctx.require(
        sorted(trainable) == sorted(names),
        "Some parameters don't require a gradient any more; fill them under `torch.no_grad()`.",
    )
    ctx.require(same, "`constant_init_` must return the model.")


@check("spread_of_weights", title="Any two units are compared", points=2)
def spread_of_weights(ctx):
    units, inputs = ctx.integer(5, 8), ctx.integer(2, 5)
    weight, bias = ctx.rand(units, inputs, dtype=torch.float64), ctx.rand(units, dtype=torch.float64)
    column = ctx.integer(0, inputs - 1)
    weight[1, column] += 2  # The largest and the smallest: neither next to each other nor in the first row.
    weight[ctx.integer(3, units - 1), column] -= 2
    ctx.given(weight=weight, bias=bias)
    judge_spread(ctx, weight, bias, "The spread of the units")


@check("spread_of_biases", title="A unit's bias is part of it", points=2)
def spread_of_biases(ctx):
    units, inputs = ctx.integer(4, 8), ctx.integer(2, 5)
    weight = ctx.randn(1, inputs, dtype=torch.float64) + 0.1 * ctx.rand(units, inputs, dtype=torch.float64)
    bias = torch.arange(units) - ctx.rand(units, dtype=torch.float64) / 2
    ctx.given(weight=weight, bias=bias)
    judge_spread(ctx, weight, bias, "The spread of units that differ most in their biases")


@check("spread_edges", title="Equal units, one unit, a tiny difference", points=1, hidden=True)
def spread_edges(ctx):
    units, inputs = ctx.integer(3, 6), ctx.integer(2, 5)
    row, bias = ctx.randn(1, inputs), ctx.randn(1)
    judge_spread(ctx, row.expand(units, inputs), bias.expand(units), "The spread of equal units")
    judge_spread(ctx, row, bias, "The spread of one unit alone")
    nearly = row.double().expand(units, inputs).clone()
    nearly[ctx.integer(0, units - 1), ctx.integer(0, inputs - 1)] += 10.0 ** -ctx.integer(4, 6)
    judge_spread(ctx, nearly, bias.double().expand(units), "The spread of units that differ a little in one weight")
    turned = ctx.randn(inputs, units, dtype=torch.float64).T
    judge_spread(ctx, turned, ctx.randn(2 * units, dtype=torch.float64)[::2], "The spread of a transposed weight")


class Trained:
    """A few steps of the candidate's training on a small random network, and what is right for them."""

    def __init__(self, ctx, rows, steps, stale=False):
        seed, inputs, hidden = ctx.integer(0, 10**6), ctx.integer(1, 4), ctx.integer(1, 6)
        x, y, lr = (
            ctx.randn(rows, inputs, dtype=torch.float64),
            ctx.randn(rows, 1, dtype=torch.float64),
            ctx.choose([0.02, 0.03]),
        )
        ctx.given(model=f"{inputs}-{hidden}-1 (inputs, hidden units, output)", x=x, y=y, lr=lr, steps=steps)
        self.model = ctx.candidate.fixtures.network(seed, inputs, hidden)
        if stale:
            ctx.candidate.fixtures.leave_gradients(self.model)
        self.losses = losses_of(ctx, self.model, x, y, lr, steps)
        self.state = ctx.candidate.probe.state(self.model)
        self.wanted, self.wanted_state = expected_training(fixtures.network(seed, inputs, hidden), x, y, lr, steps)
        ctx.observe([self.losses, self.state])

    def judge(self, ctx):
        for step, (found, wanted) in enumerate(zip(self.losses, self.wanted), start=1):
            ctx.equal(found, wanted, what=f"The loss of step {step}", rtol=1e-6, atol=1e-9)
        for name, wanted in self.wanted_state.items():
            ctx.equal(self.state[name], wanted, what=f"`{name}` after training", rtol=1e-6, atol=1e-9)


@check("training", title="Losses and parameters of gradient descent", points=3)
def training(ctx):
    Trained(ctx, rows=ctx.integer(4, 9), steps=5).judge(ctx)


@check("old_gradients", title="Gradients from before do not count; one row, one step", points=1, hidden=True)
def old_gradients(ctx):
    Trained(ctx, rows=1, steps=1, stale=True).judge(ctx)


@check("all_zero", title="From zeros, no weight ever moves", points=1)
def all_zero(ctx):
    x, y = ctx.randn(6, 2, dtype=torch.float64), ctx.rand(6, 1, dtype=torch.float64) + 1
    ctx.given(model="2-8-1 with ReLU, all zero", x=x, y=y, lr=LR, steps=10)
    model = ctx.candidate.constant_init_(ctx.candidate.fixtures.network(0, activation="relu"), 0.0)
    losses = losses_of(ctx, model, x, y, LR, 10)
    state = ctx.candidate.probe.state(model)
    ctx.observe([losses, state])
    for name in ("0.weight", "0.bias", "2.weight"):
        told = f"`{name}` moved, but its gradient is exactly 0 here: fill every parameter with 0, and subtract only `lr` times the gradient."
        ctx.require(bool((state[name] == 0).all()), told)
    wanted = y.mean() * (
        1 - (1 - 2 * LR) ** 10
    )  # With all weights 0, the last bias alone creeps towards the mean of y.
    ctx.equal(state["2.bias"], wanted.reshape(1), what="The last bias, which alone can learn,", rtol=1e-6, atol=1e-9)


# Measured over 300 seeds after 100 steps. From a constant: spread exactly 0, loss 0.89 to 1.00. From random weights: spread 1.8 to 5.6,
# loss 0.003 to 0.04, once 0.32. From equal weights with different biases: spread of the weights 0.74 to 1.58.
@check(
    "symmetry",
    title="A constant keeps all units the same; random weights or different biases don't",
    points=3,
    rerun=False,
)
def symmetry(ctx):
    x = CORNERS.repeat(8, 1) + 0.2 * ctx.randn(32, 2, dtype=torch.float64)
    y, c = CORNERS.prod(dim=1, keepdim=True).repeat(8, 1), ctx.choose([-0.5, 0.3, 0.5])
    seed = ctx.integer(0, 10**6)
    ctx.given(x=x, y=y, c=c, lr=LR, steps=STEPS)
    losses, states = {}, {}
    for start in ("constant", "random", "different biases"):
        model = ctx.candidate.fixtures.network(seed)
        if start != "random":
            model = ctx.candidate.constant_init_(model, c)
        if start == "different biases":
            bias = {"0.bias": torch.linspace(-1, 1, fixtures.HIDDEN, dtype=torch.float64)}
            ctx.candidate.probe.load_state(model, ctx.candidate.probe.state(model) | bias)
        losses[start] = losses_of(ctx, model, x, y, LR, STEPS)
        states[start] = ctx.candidate.probe.state(model)
    for step in range(0, STEPS, 2):
        ctx.report(step, **{start: curve[step] for start, curve in losses.items()})
    spread = {start: spread_of(ctx, state["0.weight"], state["0.bias"]) for start, state in states.items()}
    told = f"After {STEPS} steps from a constant the hidden units have the spread {spread['constant']:.3g}; expected 0: they got equal gradients throughout."
    ctx.require(spread["constant"] < 1e-9, told)
    told = f"After {STEPS} steps from random weights the hidden units have the spread {spread['random']:.3g}; expected more than 0.5."
    ctx.require(spread["random"] > 0.5, told)
    ends = losses["random"][-1], losses["constant"][-1]
    told = f"From random weights the loss ended at {ends[0]:.3g}, from a constant at {ends[1]:.3g}; expected at most 0.7 of that."
    ctx.require(ends[0] < 0.7 * ends[1], told)
    weights = spread_of(ctx, states["different biases"]["0.weight"], torch.zeros(fixtures.HIDDEN, dtype=torch.float64))
    told = f"Equal weights with different biases ended with the spread {weights:.3g} in the weights; expected more than 0.1."
    ctx.require(weights > 0.1, told)
