"""Checks of SGD: gradients are handed to the candidate's parameters, and torch.optim.SGD, which runs here alone, says where they must go."""

import fixtures
import torch

from grader.checks import check

STEPS = 50


class Run:
    """The candidate's optimizer and torch.optim.SGD, each on parameters of its own, equal at the start."""

    def __init__(self, ctx, values, lr, strided=False, **options):
        self.ctx = ctx
        self.module = ctx.candidate.fixtures.hold(values, strided)
        self.optimizer = ctx.candidate.SGD(self.module.parameters(), lr, **options)
        self.model = fixtures.hold(values, strided)
        self.expected = torch.optim.SGD(self.model.parameters(), lr, **options)
        self.taken = []

    def set_lr(self, lr):
        self.ctx.candidate.fixtures.set_lr(self.optimizer, lr)
        self.expected.param_groups[0]["lr"] = lr

    def step(self, gradients, fill="set_gradients"):
        """Give both the same gradients and let them take a step."""
        getattr(self.ctx.candidate.fixtures, fill)(self.module, gradients)
        getattr(fixtures, fill)(self.model, gradients)
        self.optimizer.step()
        self.expected.step()
        wanted = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.taken.append((self.ctx.candidate.probe.state(self.module), wanted))

    def judge(self, because="", **tolerance):
        """Compare every parameter after every step taken so far; all are observed, since two mistakes may start alike."""
        self.ctx.observe([found for found, _ in self.taken])
        close = {"rtol": 1e-6, "atol": 1e-8} | tolerance
        for number, (found, wanted) in enumerate(self.taken, start=1):
            for name, value in wanted.items():
                self.ctx.equal(found[name], value, what=f"`{name}` after step {number}", because=because, **close)


def draw(ctx):
    """Draw a weight and a bias of sizes that differ."""
    rows = ctx.integer(2, 4)
    return {"weight": ctx.randn(rows, rows + 2, dtype=torch.float64), "bias": ctx.randn(rows, dtype=torch.float64)}


def gradients_for(ctx, values):
    return {name: ctx.randn(*value.shape, dtype=torch.float64).to(value.dtype) for name, value in values.items()}


def judge_steps(ctx, steps, because="", **options):
    """Let both take steps with a new random gradient each time, and compare after every one."""
    values, lr = draw(ctx), ctx.choose([0.05, 0.1, 0.2])
    ctx.given(lr=lr, **options, **values)
    run = Run(ctx, values, lr, **options)
    for _ in range(steps):
        run.step(gradients_for(ctx, values))
    run.judge(because)


@check("plain_step", title="A plain step moves each parameter against its gradient", points=2)
def plain_step(ctx):
    judge_steps(ctx, 1, "Without momentum it must be p − lr · p.grad.")


@check("momentum", title="With momentum, earlier gradients keep pushing", points=2)
def momentum(ctx):
    mu = ctx.choose([0.5, 0.8, 0.9])
    judge_steps(ctx, 3, f"The buffer starts at 0, and each step makes it {mu} times what it was plus the gradient.", momentum=mu)


@check("nesterov", title="Nesterov looks one step ahead", points=2)
def nesterov(ctx):
    mu = ctx.choose([0.5, 0.8, 0.9])
    judge_steps(ctx, 3, f"The direction must be g + {mu} · v, with the new buffer v.", momentum=mu, nesterov=True)


@check("weight_decay", title="Weight decay joins the gradient before it enters the buffer", points=2)
def weight_decay(ctx):
    decay = ctx.choose([0.1, 0.2, 0.5])
    judge_steps(ctx, 3, f"The gradient to work with is p.grad + {decay} · p.", momentum=0.9, weight_decay=decay)


@check("gradients_cleared", title="zero_grad sets every gradient to None", points=1)
def gradients_cleared(ctx):
    values = draw(ctx)
    ctx.given(**values)
    run = Run(ctx, values, 0.1, momentum=0.9)
    run.step(gradients_for(ctx, values))
    run.optimizer.zero_grad()
    left = ctx.candidate.probe.gradients(run.module)
    run.step(gradients_for(ctx, values))  # an optimizer that has run dry clears nothing either
    ctx.observe([left, run.taken[-1][0]])
    kept = [name for name, value in left.items() if value is not None]
    ctx.require(not kept, f"After `zero_grad`, the `.grad` of `{(kept + [''])[0]}` is still a tensor; it must be None.")


@check("no_gradient", title="A parameter without a gradient is skipped, and its buffer waits", points=1)
def no_gradient(ctx):
    # Three of one shape, so that a buffer can end up with the wrong parameter without a crash.
    values = {name: ctx.randn(2, 3, dtype=torch.float64) for name in ("first", "second", "third")}
    ctx.given(lr=0.1, momentum=0.9, weight_decay=0.1, without_gradient="first, in step 2", **values)
    run = Run(ctx, values, 0.1, momentum=0.9, weight_decay=0.1)
    for present in (("first", "second", "third"), ("second", "third"), ("first", "second", "third")):
        gradients = gradients_for(ctx, values)
        run.step({name: gradients[name] for name in present})
    run.judge("In step 2 the `.grad` of `first` is None: it and its buffer stay as they are, the others move on.")


@check("own_buffers", title="Each parameter has a buffer of its own", points=1, hidden=True)
def own_buffers(ctx):
    values = {name: ctx.randn(2, 3, dtype=torch.float64) for name in ("first", "second")}
    run = Run(ctx, values, 0.1, momentum=0.9)
    for _ in range(2):
        run.step(gradients_for(ctx, values))
    run.judge("The gradients of one parameter must not move another.")


@check("new_lr", title="A new learning rate holds from the next step on", points=1, hidden=True)
def new_lr(ctx):
    values = draw(ctx)
    run = Run(ctx, values, 0.1, momentum=0.9)
    for lr in (0.1, 0.01, 0.3):
        run.set_lr(lr)
        run.step(gradients_for(ctx, values))
    run.judge("The learning rate was changed between the steps; it multiplies the whole step and is in no buffer.")


@check("gradients_kept", title="A step leaves the gradients as they were", points=1, hidden=True)
def gradients_kept(ctx):
    values = draw(ctx)
    gradients = gradients_for(ctx, values)
    run = Run(ctx, values, 0.1, momentum=0.9, weight_decay=0.1)
    run.step(gradients)
    left = ctx.candidate.probe.gradients(run.module)
    ctx.observe(left)
    for name, value in gradients.items():
        same = left[name] is not None and torch.equal(left[name], value)
        ctx.require(same, f"`step` changed the `.grad` of `{name}`; work on a new tensor.")


@check("buffers_are_copies", title="What is written into a gradient later does not reach the buffers", points=1, hidden=True)
def buffers_are_copies(ctx):
    values = draw(ctx)
    run = Run(ctx, values, 0.1, momentum=0.9)
    for number in range(3):
        run.step(gradients_for(ctx, values), "refill_gradients" if number else "set_gradients")
    run.judge("Each `.grad` was overwritten in place between the steps; a buffer must not be the same tensor as `.grad`.")


@check("any_shape", title="Scalars, single entries, float32 and matrices stored by column work too", points=1, hidden=True)
def any_shape(ctx):
    shapes = {"scalar": (), "single": (1,), "row": (1, 5), "block": (3, 1, 2), "matrix": (4, 3)}
    values = {name: ctx.randn(*shape) for name, shape in shapes.items()}
    run = Run(ctx, values, 0.1, strided=True, momentum=0.9, nesterov=True, weight_decay=0.01)
    for _ in range(2):
        run.step(gradients_for(ctx, values))
    run.judge(rtol=1e-4, atol=1e-5)


@check("network", title="Fifty steps on a network end where torch.optim.SGD ends", points=1, rerun=False)
def network(ctx):
    options = {"momentum": 0.9, "nesterov": bool(ctx.integer(0, 1)), "weight_decay": 0.001}
    seed, x = ctx.integer(0, 10**6), ctx.randn(20, 2, dtype=torch.float64)
    y = torch.sin(x[:, :1]) * x[:, 1:]
    ctx.given(x=x, y=y, steps=STEPS, lr=0.05, **options)
    mine, theirs = ctx.candidate.fixtures.network(seed), fixtures.network(seed)
    optimizer = ctx.candidate.SGD(mine.parameters(), 0.05, **options)
    losses = ctx.candidate.fixtures.train(mine, optimizer, x, y, STEPS)
    fixtures.train(theirs, torch.optim.SGD(theirs.parameters(), 0.05, **options), x, y, STEPS)
    found = ctx.candidate.probe.state(mine)
    for step in range(0, STEPS, 5):
        ctx.report(step, loss=losses[step])
    for name, value in theirs.state_dict().items():
        ctx.equal(found[name], value, what=f"`{name}` after {STEPS} steps", rtol=1e-6, atol=1e-8)
