"""Checks of a GAN's training: single steps against the reference on equal networks, then a whole run judged by fresh samples."""

import fixtures
import torch

from grader.checks import check

# Measured over 3,000 networks: means 2.62 to 3.79, standard deviations 0.13 to 0.82.
STEPS, BATCH, LR_G, LR_D = 200, 64, 0.01, 0.03
MEAN_WITHIN, LEAST_STD, MOST_STD = 1.25, 0.05, 1.25
TIGHT = {"rtol": 1e-6, "atol": 1e-8}


class Game:
    """One subject's networks, equal for both subjects."""

    def __init__(self, subject, seed):
        self.subject = subject
        self.G, self.D = subject.fixtures.networks(seed)

    def train(self, real, noise, lr_g, lr_d):
        self.history = self.subject.train_gan(self.G, self.D, real, noise, lr_g, lr_d)

    def states(self):
        return {name: self.subject.probe.state(network) for name, network in (("D", self.D), ("G", self.G))}


def play(ctx, steps, batch, lr_g, lr_d):
    """Let the candidate and the reference train on the same numbers; return both games."""
    seed = ctx.integer(0, 10**6)
    real, noise = fixtures.one_hill(steps, batch, ctx.generator), fixtures.noise(steps, batch, ctx.generator)
    ctx.given(real=real, noise=noise, lr_g=lr_g, lr_d=lr_d)
    games = Game(ctx.candidate, seed), Game(ctx.reference, seed)
    for game in games:
        game.train(real, noise, lr_g, lr_d)
    return games


def losses(ctx, game, steps):
    """Return the candidate's history as two lists of numbers."""
    history = game.history
    fits = isinstance(history, dict) and {"d_loss", "g_loss"} <= set(history)
    ctx.require(fits, "`train_gan` must return a dict with the keys `d_loss` and `g_loss`.")
    found = {}
    for name in ("d_loss", "g_loss"):
        values = history[name]
        values = values.tolist() if isinstance(values, torch.Tensor) else values
        ctx.require(isinstance(values, list | tuple), f"`history['{name}']` must be a list of numbers.")
        ctx.require(len(values) == steps, f"`history['{name}']` holds {len(values)} numbers; there were {steps} steps.")
        numbers = all(type(value) in (int, float) or (isinstance(value, torch.Tensor) and value.numel() == 1) for value in values)
        ctx.require(numbers, f"`history['{name}']` must hold numbers.")
        found[name] = [float(value) for value in values]
    return found


def judge_states(ctx, mine, theirs, network, when):
    # Adam divides by the size of the gradient, so rounding weighs more where that is tiny; a wrong step is off by the rate.
    found, want = mine.states()[network], theirs.states()[network]
    for parameter, value in want.items():
        ctx.equal(found[parameter], value, what=f"`{network}`'s `{parameter}` {when}", rtol=1e-2, atol=1e-3)


def observe(ctx, mine, steps):
    ctx.observe([mine.states(), losses(ctx, mine, steps)])


@check("distance", title="frechet_1d compares means and standard deviations", points=2)
def distance(ctx):
    a, b = ctx.randn(ctx.integer(5, 7), dtype=torch.float64), 2 + 3 * ctx.randn(4, 1, dtype=torch.float64)
    ctx.given(a=a, b=b)
    found = ctx.candidate.frechet_1d(a, b)
    number = found.item() if isinstance(found, torch.Tensor) and found.numel() == 1 else found
    ctx.observe(float(number) if isinstance(number, int | float) else number)
    moments = [f"{float(x.mean()):.4g} and {float(x.std(correction=0)):.4g}" for x in (a, b)]
    reason = f"Mean and standard deviation are {moments[0]} for `a`, {moments[1]} for `b`."
    ctx.equal(number, ctx.reference.frechet_1d(a, b), what="the distance", because=reason, **TIGHT)


@check("coverage", title="mode_coverage counts each sample for its nearest centre, if that is near enough", points=2)
def coverage(ctx):
    centres = torch.tensor([-2.0, 0.5, 2.0])
    near = centres[ctx.randint(0, 3, (12,))] + 0.4 * (ctx.rand(12) - 0.5)
    between = torch.tensor([1.3, 1.3, 1.2])  # nearer to 2 or 0.5, and within the radius of both
    far = torch.tensor([-9.0, -0.7, 7.0, 3.2])
    samples = torch.cat([near, between, far])[torch.randperm(19, generator=ctx.generator)]
    ctx.given(samples=samples, centres=str(centres.tolist()), radius=1.0)
    judge_coverage(ctx, samples, centres, 1.0)


@check("collapse", title="A lost mode is noticed", points=1)
def collapse(ctx):
    centres = torch.tensor([-2.0, 2.0, 6.0])
    kept = ctx.integer(0, 2)
    samples = centres[kept] + 0.3 * ctx.randn(100, 1)
    samples[:4], samples[4:7] = centres[kept - 1], centres[kept - 2]  # a few strays are no coverage
    ctx.given(samples=samples, centres=str(centres.tolist()), radius=1.0, least=0.1)
    judge_coverage(ctx, samples, centres, 1.0, 0.1)


def judge_coverage(ctx, samples, centres, radius, *least):
    out = ctx.candidate.mode_coverage(samples, centres, radius, *least)
    fits = isinstance(out, tuple | list) and len(out) == 2
    ctx.observe([*out] if fits else out)
    ctx.require(fits, "`mode_coverage` must return two values: `shares` and `covered`.")
    shares, covered = out
    want_shares, want_covered = ctx.reference.mode_coverage(samples, centres, radius, *least)
    ctx.require(isinstance(shares, torch.Tensor) and shares.is_floating_point(), "`shares` must be a floating tensor.")
    ctx.equal(shares.double(), want_shares.double(), what="`shares`")
    covered = covered.item() if isinstance(covered, torch.Tensor) and covered.numel() == 1 else covered
    ctx.equal(covered, want_covered, what="`covered`", because="It is the number of centres whose share is at least `least`.")


@check("d_moves", title="In the first step D moves against its loss", points=3)
def d_moves(ctx):
    mine, theirs = play(ctx, 1, 7, 0.01, 0.02)
    observe(ctx, mine, 1)
    reason = "It is the sum of two means, one over the real and one over the made numbers, before D's step."
    ctx.equal(losses(ctx, mine, 1)["d_loss"][0], theirs.history["d_loss"][0], what="`d_loss`", because=reason)
    judge_states(ctx, mine, theirs, "D", "after one step")


@check("g_moves", title="Then G moves, to deceive the D that has just moved", points=3)
def g_moves(ctx):
    mine, theirs = play(ctx, 1, 7, 0.03, 0.01)
    observe(ctx, mine, 1)
    reason = "It is judged by D after D's own step, on `noise[0, 1]`, with the label 1."
    ctx.equal(losses(ctx, mine, 1)["g_loss"][0], theirs.history["g_loss"][0], what="`g_loss`", because=reason)
    judge_states(ctx, mine, theirs, "G", "after one step")


@check("three_steps", title="Three steps end where they should", points=2)
def three_steps(ctx):
    mine, theirs = play(ctx, 3, 8, 0.01, 0.02)
    observe(ctx, mine, 3)
    for network in ("D", "G"):
        judge_states(ctx, mine, theirs, network, "after three steps")


@check("history", title="The history holds both losses of every step", points=1)
def history(ctx):
    mine, theirs = play(ctx, 2, 6, 0.005, 0.01)
    observe(ctx, mine, 2)
    found = losses(ctx, mine, 2)
    for name in ("d_loss", "g_loss"):
        for step, (got, want) in enumerate(zip(found[name], theirs.history[name])):
            ctx.equal(got, want, what=f"`history['{name}'][{step}]`", rtol=1e-3, atol=1e-3)


@check("edges", title="Distances of a sample to itself, single samples, and centres without a sample", points=1, hidden=True)
def edges(ctx):
    a = ctx.randn(1)
    same = ctx.candidate.frechet_1d(a, a.reshape(1, 1))
    ctx.equal(float(same), 0.0, what="the distance of a single sample to itself")
    judge_coverage(ctx, torch.tensor([0.25]), torch.tensor([0.0]), 0.25)  # just as far as allowed
    judge_coverage(ctx, ctx.randn(5, 1), torch.tensor([50.0, -50.0, 70.0]), 1.0)
    judge_coverage(ctx, torch.tensor([0.0, 0.0, 1.0, 1.0]), torch.tensor([0.0, 1.0]), 0.1, 0.5)


@check("inputs_untouched", title="Samples and noise stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    game = Game(ctx.candidate, 1)
    real, noise = fixtures.two_hills(2, 5, ctx.generator), fixtures.noise(2, 5, ctx.generator)
    ctx.unchanged("train_gan", game.G, game.D, real, noise, 0.01, 0.01)
    ctx.unchanged("frechet_1d", ctx.randn(5), ctx.randn(4))
    ctx.unchanged("mode_coverage", ctx.randn(9, 1), ctx.randn(2), 1.0)


@check("learns", title="After 200 steps, what G makes looks like the target", points=4, rerun=False)
def learns(ctx):
    real, noise = fixtures.one_hill(STEPS, BATCH, ctx.generator), fixtures.noise(STEPS, BATCH, ctx.generator)
    ctx.given(real=real, noise=noise, lr_g=LR_G, lr_d=LR_D)
    game = Game(ctx.candidate, ctx.integer(0, 10**6))
    game.train(real, noise, LR_G, LR_D)
    found = losses(ctx, game, STEPS)
    for step in range(0, STEPS, 5):
        ctx.report(step, d_loss=found["d_loss"][step], g_loss=found["g_loss"][step])
    own, _ = fixtures.networks(0)
    own.load_state_dict(game.states()["G"])
    with torch.no_grad():
        made = own(torch.randn(2000, fixtures.LATENT, generator=ctx.generator))
    mean, std = float(made.mean()), float(made.std())
    rows = {"target": ["3", "0.5"], "your generator": [f"{mean:.2f}", f"{std:.2f}"]}
    ctx.table("made", rows, ["mean", "standard deviation"], alt="Mean and standard deviation of the target and of 2,000 numbers that G made.")
    ctx.require(abs(mean - 3) <= MEAN_WITHIN, f"G's numbers have the mean {mean:.2f}; expected 3, give or take {MEAN_WITHIN}.")
    told = f"G's numbers have the standard deviation {std:.2f}"
    ctx.require(std >= LEAST_STD, f"{told}: it has collapsed to hardly more than one number. Expected at least {LEAST_STD}.")
    ctx.require(std <= MOST_STD, f"{told}; expected at most {MOST_STD}.")
