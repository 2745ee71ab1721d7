"""Checks of one GAN round: what each step moves, what it leaves alone, and by how much, against the reference's own networks."""

import math

import torch

from grader.checks import check

LN2 = math.log(2)


class Game:
    """One subject's networks, equal for both subjects, with plain gradient descent on either."""

    def __init__(self, subject, seed, lr, optimizer="sgd"):
        make = getattr(subject.fixtures, optimizer)
        self.subject = subject
        self.G, self.D = subject.fixtures.networks(seed)
        self.opt_g, self.opt_d = make(self.G, lr), make(self.D, lr)

    def d_step(self, real, z, **options):
        return self.subject.d_step(self.G, self.D, self.opt_d, real, z, **options)

    def g_step(self, z):
        return self.subject.g_step(self.G, self.D, self.opt_g, z)

    def state(self, network):
        return self.subject.probe.state(network)

    def gradients(self, network):
        return self.subject.probe.gradients(network)


def games(ctx, **options):
    """Return the same game for the candidate and for the reference."""
    seed, lr = ctx.integer(0, 10**6), ctx.choose([0.1, 0.2, 0.3])
    return Game(ctx.candidate, seed, lr, **options), Game(ctx.reference, seed, lr, **options)


def samples(ctx, rows=None):
    """Draw real samples and noise, by default as many of each."""
    rows = rows or ctx.integer(5, 8)
    return ctx.randn(rows, 2) + 2, ctx.randn(rows, 3)


def number(ctx, loss, name):
    fits = (isinstance(loss, torch.Tensor) and loss.numel() == 1) or type(loss) in (int, float)
    ctx.require(fits, f"`{name}` must return its loss as a number.")
    return float(loss)


def judge(ctx, name, loss, want_loss, states, want_states, observed):
    """Compare the loss and the parameters after a step; the loss first, because it explains the rest."""
    loss = number(ctx, loss, name)
    ctx.observe([loss, *observed, *states.values()])
    ctx.equal(loss, want_loss, what=f"The loss of `{name}`")
    for network, state in states.items():
        for parameter, value in want_states[network].items():
            ctx.equal(state[parameter], value, what=f"`{network}`'s `{parameter}` after `{name}`")


def judge_d_step(ctx, mine, theirs, real, z, **options):
    loss, want = mine.d_step(real, z, **options), theirs.d_step(real, z, **options)
    states, wanted = {"D": mine.state(mine.D)}, {"D": theirs.state(theirs.D)}
    judge(ctx, "d_step", loss, want, states, wanted, [])


def judge_g_step(ctx, mine, theirs, z):
    loss, want = mine.g_step(z), theirs.g_step(z)
    states, wanted = {"G": mine.state(mine.G)}, {"G": theirs.state(theirs.G)}
    # A generator that stands still can do so for many reasons; the gradients tell them apart.
    judge(ctx, "g_step", loss, want, states, wanted, [mine.gradients(mine.G), mine.gradients(mine.D)])


def same(before, after):
    """Say of each tensor of a dict whether it is what it was."""
    return {name: _alike(value, after.get(name)) for name, value in before.items()}


def _alike(left, right):
    if left is None or right is None:
        return left is right
    return torch.equal(left, right)


@check("tie", title="Where D can't tell, its loss is 2 ln 2 and the generator's ln 2", points=1)
def tie(ctx):
    real, z = samples(ctx)
    ctx.given(real=real, z=z, D="gives 0 for everything")
    mine, _ = games(ctx)
    mine.subject.fixtures.make_undecided(mine.D)
    g_loss = number(ctx, mine.g_step(z), "g_step")
    d_loss = number(ctx, mine.d_step(real, z), "d_step")
    ctx.observe([d_loss, g_loss, mine.state(mine.D), mine.gradients(mine.G)])
    ctx.equal(d_loss, 2 * LN2, what="The loss of `d_step`", because="At a tie each of its two terms is ln 2 = 0.6931.")
    ctx.equal(g_loss, LN2, what="The loss of `g_step`", because="At a tie it is ln 2 = 0.6931.")


@check("d_step", title="The discriminator's step has the right loss and moves D by its gradient", points=3)
def d_step(ctx):
    real, z = samples(ctx)
    ctx.given(real=real, z=z, label_smoothing=0.0)
    judge_d_step(ctx, *games(ctx), real, z)


@check("g_left_alone", title="The discriminator's step leaves G alone, gradients included", points=2)
def g_left_alone(ctx):
    real, z = samples(ctx)
    ctx.given(real=real, z=z)
    mine, _ = games(ctx)
    kept = []
    for stale in (False, True):
        if stale:
            mine.subject.fixtures.leave_gradients(mine.G)
        values, gradients = mine.state(mine.G), mine.gradients(mine.G)
        mine.d_step(real, z)
        kept += [same(values, mine.state(mine.G)), same(gradients, mine.gradients(mine.G))]
    ctx.observe([*kept, mine.gradients(mine.G), mine.subject.probe.trainable(mine.G)])
    ctx.require(all(kept[0].values()) and all(kept[2].values()), "`d_step` changed the parameters of `G`.")
    ctx.require(all(kept[1].values()) and all(kept[3].values()), "`d_step` changed the `.grad` of G's parameters.")
    ctx.require(len(mine.subject.probe.trainable(mine.G)) == 4, "`d_step` left parameters of `G` without `requires_grad`.")


@check("label_smoothing", title="Label smoothing lowers the target of the real samples, and only theirs", points=2)
def label_smoothing(ctx):
    real, z = samples(ctx)
    smoothing = ctx.choose([0.1, 0.2, 0.3])
    ctx.given(real=real, z=z, label_smoothing=smoothing)
    judge_d_step(ctx, *games(ctx), real, z, label_smoothing=smoothing)


@check("d_gradients_fresh", title="Old gradients in D don't count", points=1, hidden=True)
def d_gradients_fresh(ctx):
    real, z = samples(ctx)
    mine, theirs = games(ctx)
    mine.subject.fixtures.leave_gradients(mine.D)
    judge_d_step(ctx, mine, theirs, real, z)


@check("g_step", title="The generator's step has the non-saturating loss and moves G by its gradient", points=3)
def g_step(ctx):
    _, z = samples(ctx)
    ctx.given(z=z)
    judge_g_step(ctx, *games(ctx), z)


@check("d_left_alone", title="The generator's step leaves D's parameters alone, and trainable", points=2)
def d_left_alone(ctx):
    _, z = samples(ctx)
    ctx.given(z=z)
    mine, _ = games(ctx)
    before = mine.state(mine.D)
    mine.g_step(z)
    after, trainable = mine.state(mine.D), mine.subject.probe.trainable(mine.D)
    ctx.observe([after, trainable])
    ctx.require(all(same(before, after).values()), "`g_step` changed the parameters of `D`.")
    ctx.require(len(trainable) == len(before), "`g_step` left parameters of `D` without `requires_grad`.")


@check("g_gradients_fresh", title="Old gradients in G don't count", points=1, hidden=True)
def g_gradients_fresh(ctx):
    _, z = samples(ctx)
    mine, theirs = games(ctx)
    mine.subject.fixtures.leave_gradients(mine.G)
    judge_g_step(ctx, mine, theirs, z)


@check("uneven_batches", title="Real samples and fakes may differ in number", points=1, hidden=True)
def uneven_batches(ctx):
    (real, _), (_, z) = samples(ctx, 7), samples(ctx, 4)
    judge_d_step(ctx, *games(ctx), real, z)


@check("rounds", title="Three rounds with Adam end where they should", points=1, hidden=True)
def rounds(ctx):
    mine, theirs = games(ctx, optimizer="adam")
    for _ in range(3):
        real, z = samples(ctx)
        for game in (mine, theirs):
            game.d_step(real, z, label_smoothing=0.1)
            game.g_step(z)
    ctx.observe([mine.state(mine.G), mine.state(mine.D), mine.gradients(mine.G), mine.gradients(mine.D)])
    for mine_network, their_network, name in ((mine.D, theirs.D, "D"), (mine.G, theirs.G, "G")):
        state = mine.state(mine_network)
        for parameter, value in theirs.state(their_network).items():
            # Adam divides by the size of the gradient, so rounding weighs more where that is tiny.
            ctx.equal(state[parameter], value, what=f"`{name}`'s `{parameter}` after three rounds", rtol=1e-3, atol=1e-3)


@check("nothing_else_touched", title="The samples, the noise and the networks' modes stay as they were", points=1, hidden=True)
def nothing_else_touched(ctx):
    real, z = samples(ctx)
    mine, _ = games(ctx)
    mine.G.eval()
    ctx.unchanged("d_step", mine.G, mine.D, mine.opt_d, real, z)
    ctx.unchanged("g_step", mine.G, mine.D, mine.opt_g, z)
    modes = [set(mine.subject.probe.modes(network).values()) for network in (mine.G, mine.D)]
    ctx.observe([sorted(mode) for mode in modes])
    ctx.require(modes == [{False}, {True}], "A step changed a network's mode: leave `train()` and `eval()` to the caller.")
