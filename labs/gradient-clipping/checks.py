"""Checks of gradient clipping: gradients are put into the candidate's parameters, and torch.nn.utils, which is used here alone, says what must become of them."""

import fixtures
import torch
from torch.nn.utils import clip_grad_norm_

from grader.checks import check

STEPS, GOAL = 80, 1.0
SHAPES = {"weight": (3, 4), "bias": (3,), "scale": ()}


def draw(ctx, shapes=SHAPES):
    return {name: ctx.randn(*shape, dtype=torch.float64) for name, shape in shapes.items()}


def norm_of(gradients, norm_type=2.0):
    long = torch.cat([g.flatten() for g in gradients.values()])
    return float(torch.linalg.vector_norm(long, norm_type))


class Clipped:
    """The candidate's clipping of `gradients` by norm, seen from outside: what it returned and what it left."""

    def __init__(self, ctx, gradients, max_norm, values=None, **options):
        self.ctx = ctx
        self.values = values or {name: torch.zeros_like(g) + 2 for name, g in gradients.items()}
        self.gradients, self.limit, self.norm_type = gradients, max_norm, options.get("norm_type", 2.0)
        module = ctx.candidate.fixtures.hold(self.values, gradients)
        self.total = ctx.candidate.clip_grad_norm(module.parameters(), max_norm, **options)
        self.left = ctx.candidate.probe.gradients(module)
        self.state = ctx.candidate.probe.state(module)
        ctx.observe([as_number(self.total), self.left, self.state])

    def judge_total(self):
        want = norm_of(self.gradients, self.norm_type)
        number = as_number(self.total)
        self.ctx.require(number is not None, "`clip_grad_norm` must return the norm before clipping, as a number.")
        self.ctx.equal(number, want, what="The norm returned", rtol=1e-6, because="It is that of all gradients together, before clipping.")

    def judge_gradients(self, because=""):
        factor = min(1.0, self.limit / (norm_of(self.gradients, self.norm_type) + 1e-6))
        for name, gradient in self.gradients.items():
            self.ctx.require(self.left[name] is not None, f"The `.grad` of `{name}` is gone after clipping.")
            what = f"The gradient of `{name}` after clipping"
            self.ctx.equal(self.left[name], gradient * factor, what=what, because=because, rtol=1e-6, atol=1e-8)


def as_number(value):
    if isinstance(value, torch.Tensor):
        return float(value) if value.numel() == 1 else None
    return float(value) if isinstance(value, int | float) else None


@check("norm_returned", title="The norm is that of all gradients together, before clipping", points=2)
def norm_returned(ctx):
    gradients = draw(ctx)
    for share in (0.5, 2.0):
        limit = share * norm_of(gradients)
        ctx.given(max_norm=limit, norm_type=2.0, **gradients)
        Clipped(ctx, gradients, limit).judge_total()


@check("scaled_together", title="Beyond the limit, one factor scales all gradients", points=3)
def scaled_together(ctx):
    gradients = draw(ctx)
    limit = ctx.choose([0.1, 0.3, 0.6]) * norm_of(gradients)
    ctx.given(max_norm=limit, norm_type=2.0, **gradients)
    clipped = Clipped(ctx, gradients, limit)
    clipped.judge_gradients(f"The common norm is {norm_of(gradients):.4g}, so the factor is {limit:.4g} / {norm_of(gradients):.4g}.")


@check("small_left_alone", title="Within the limit, nothing changes", points=2)
def small_left_alone(ctx):
    gradients = draw(ctx)
    limit = ctx.choose([1.5, 3.0, 10.0]) * norm_of(gradients)
    ctx.given(max_norm=limit, norm_type=2.0, **gradients)
    Clipped(ctx, gradients, limit).judge_gradients("The norm is below the limit: the factor is 1.")


@check("other_norms", title="Other norms: 1, 3 and infinity", points=2)
def other_norms(ctx):
    gradients = draw(ctx)
    for norm_type in (1.0, 3.0, float("inf")):
        limit = 0.4 * norm_of(gradients, norm_type)
        ctx.given(max_norm=limit, norm_type=norm_type, **gradients)
        clipped = Clipped(ctx, gradients, limit, norm_type=norm_type)
        clipped.judge_total()
        clipped.judge_gradients(f"Here norm_type is {norm_type:g}.")


@check("value", title="Clipping by value cuts each entry on its own, at both ends", points=2)
def value(ctx):
    gradients, limit = draw(ctx), ctx.choose([0.3, 0.5, 0.8])
    gradients["scale"] = torch.tensor(-2.0 * limit, dtype=torch.float64)
    ctx.given(clip_value=limit, **gradients)
    module = ctx.candidate.fixtures.hold(draw(ctx), gradients)
    ctx.candidate.clip_grad_value(module.parameters(), limit)
    left = ctx.candidate.probe.gradients(module)
    ctx.observe(left)
    for name, gradient in gradients.items():
        ctx.require(left[name] is not None, f"The `.grad` of `{name}` is gone after clipping.")
        because = f"Every entry must lie between -{limit} and {limit}; what does already stays."
        ctx.equal(left[name], gradient.clamp(-limit, limit), what=f"The gradient of `{name}`", because=because, rtol=1e-6, atol=1e-8)


@check("weights_untouched", title="Clipping leaves the parameters alone", points=1)
def weights_untouched(ctx):
    gradients = draw(ctx)
    ctx.given(max_norm=0.1, **gradients)
    clipped = Clipped(ctx, gradients, 0.1)
    for name, before in clipped.values.items():
        same = torch.equal(clipped.state[name], before)
        ctx.require(same, f"`clip_grad_norm` changed the parameter `{name}`; only its `.grad` may change.")


@check("some_without_gradient", title="Parameters without a gradient take no part, and none at all give 0", points=1, hidden=True)
def some_without_gradient(ctx):
    values = draw(ctx)
    gradients = {name: value for name, value in draw(ctx).items() if name != "bias"}
    clipped = Clipped(ctx, gradients, 0.5, values=values)
    ctx.require(clipped.left["bias"] is None, "A parameter without a gradient must stay without.")
    clipped.judge_total()
    clipped.judge_gradients("`bias` has no gradient here.")
    none_at_all = Clipped(ctx, {}, 1.0, values=values)
    ctx.require(as_number(none_at_all.total) == 0, "With no gradients at all, `clip_grad_norm` must return 0.")
    module = ctx.candidate.fixtures.hold(values, {})
    ctx.candidate.clip_grad_value(module.parameters(), 1.0)
    ctx.require(set(ctx.candidate.probe.gradients(module).values()) == {None}, "`clip_grad_value` made gradients where none were.")


@check("zeros_and_float32", title="Gradients of zero stay finite, and float32 stays float32", points=1, hidden=True)
def zeros_and_float32(ctx):
    zeros = {name: torch.zeros(shape, dtype=torch.float64) for name, shape in SHAPES.items()}
    clipped = Clipped(ctx, zeros, 1.0)
    clipped.judge_gradients("All gradients were 0.")
    gradients = {"single": ctx.randn(1), "row": ctx.randn(1, 6), "block": ctx.randn(2, 1, 3)}
    clipped = Clipped(ctx, gradients, 0.5)
    for name, gradient in gradients.items():
        want = (gradient.double() * min(1.0, 0.5 / (norm_of(gradients) + 1e-6))).float()
        ctx.equal(clipped.left[name], want, what=f"The gradient of `{name}` in float32")


def judge_train_step(ctx, stale):
    seed, x, y = ctx.integer(0, 10**6), ctx.randn(6, 3, dtype=torch.float64), 3 * ctx.randn(6, 2, dtype=torch.float64)
    limit, lr = ctx.choose([0.05, 0.1, 0.2]), 0.1
    ctx.given(x=x, y=y, max_norm=limit, lr=lr)
    mine, theirs = ctx.candidate.fixtures.network(seed), fixtures.network(seed)
    if stale:
        ctx.candidate.fixtures.leave_gradients(mine)
    out = ctx.candidate.train_step(mine, ctx.candidate.fixtures.sgd(mine, lr), x, y, limit)
    state = ctx.candidate.probe.state(mine)
    loss = ((theirs(x) - y) ** 2).mean()
    loss.backward()
    total = clip_grad_norm_(theirs.parameters(), limit)
    fixtures.sgd(theirs, lr).step()
    pair = isinstance(out, tuple | list) and len(out) == 2
    ctx.require(pair, "`train_step` must return two values: `loss` and `total_norm`.")
    found = [as_number(part) for part in out]
    # Clipping too late leaves other gradients behind than clipping nothing.
    ctx.observe([found, state, ctx.candidate.probe.gradients(mine)])
    ctx.require(None not in found, "`loss` and `total_norm` must be numbers.")
    ctx.equal(found[0], loss.item(), what="`loss`", rtol=1e-6, because="It is the mean over all entries, before the step.")
    ctx.equal(found[1], total.item(), what="`total_norm`", rtol=1e-6, because="It is the norm before clipping.")
    for name, wanted in theirs.state_dict().items():
        ctx.equal(state[name], wanted, what=f"`{name}` after the step", rtol=1e-6, atol=1e-8)


@check("train_step", title="The step clips between the backward pass and the update", points=2)
def train_step(ctx):
    judge_train_step(ctx, stale=False)


@check("stale_gradients", title="Gradients left from earlier do not count", points=1, hidden=True)
def stale_gradients(ctx):
    judge_train_step(ctx, stale=True)


@check("recurrence", title="Clipped, the recurrence learns to keep its input", points=1, rerun=False)
def recurrence(ctx):
    # Over 150 seeds: 173 or more at the start, 0.31 or less after 80 clipped steps; without clipping above 1 or NaN, each of 40 times.
    seed, x = ctx.integer(0, 10**6), ctx.randn(16, 4)
    ctx.given(x=x, y=x, steps=STEPS, lr=0.02, max_norm=1.0)
    model = ctx.candidate.fixtures.Recurrence(seed)
    optimizer = ctx.candidate.fixtures.sgd(model, 0.02)
    for step in range(STEPS):
        loss, _ = ctx.candidate.train_step(model, optimizer, x, x, 1.0)
        if step % 10 == 0:
            ctx.report(step, loss=float(loss))
    own = fixtures.Recurrence(0)
    own.load_state_dict(ctx.candidate.probe.state(model))
    with torch.no_grad():
        final = float(((own(x) - x) ** 2).mean())
    told = f"{final:.4g}".replace("nan", "NaN").replace("inf", "infinity")
    ctx.require(final < GOAL, f"After {STEPS} steps the loss is {told}; expected less than {GOAL}.")
