"""Checks of early stopping: scripted values with a model whose weights tell the epoch, then a real fit against the reference's."""

import math

import fixtures
import torch

from grader.checks import check

NAN = math.nan
EXACT = {"rtol": 1e-6, "atol": 1e-8}
# Over these ten data sets: stops after 41 to 86 epochs with a mean square error of 0.04 to 0.11.
SEEDS, PATIENCE, MAX_EPOCHS, GOAL = range(0, 100, 10), 25, 300, 0.25


class Watch:
    """One subject's stopper over a list of values: what each step said, and the model afterwards."""

    def __init__(self, ctx, subject, values, mark="mark", **options):
        self.subject = subject
        self.model = subject.fixtures.marked_model()
        self.stopper = subject.EarlyStopping(**options)
        self.stops, self.after_steps = [], []
        for epoch, value in enumerate(values, start=1):
            getattr(subject.fixtures, mark)(self.model, epoch)
            stop = self.stopper.step(value, self.model)
            ctx.require(isinstance(stop, bool), f"`step` returned {told(stop)}; expected True or False.")
            self.stops.append(stop)
            if stop:
                break

    def weights(self):
        """Return the epoch that the parameters tell; a list where they disagree."""
        return epochs_told(self.subject.probe.state(self.model), ("weight", "bias"))

    def buffers(self):
        return epochs_told(self.subject.probe.state(self.model), ("running_mean", "running_var"))

    def best(self):
        return [self.subject.probe.attribute(self.stopper, name) for name in ("best", "best_epoch")]


def told(value):
    return "nothing" if value is None else f"a {type(value).__name__}"


def epochs_told(state, endings):
    found = sorted({number for name, v in state.items() if name.endswith(endings) for number in v.flatten().tolist()})
    return int(found[0]) if len(found) == 1 else found


def sentence(values):
    return ", ".join("NaN" if math.isnan(value) else f"{value:g}" for value in values)


def judge_stops(ctx, *cases, **options):
    """Compare on which step training stops, for each list of values; return the candidate's runs."""
    ctx.given(values="; ".join(map(sentence, cases)), **options)
    runs = []
    for values in cases:
        runs.append([Watch(ctx, subject, values, **options) for subject in (ctx.candidate, ctx.reference)])
        ctx.observe(runs[-1][0].stops)
    ctx.given()  # the message says it
    settings = ", ".join(f"{name} = {value}" for name, value in options.items())
    for values, pair in zip(cases, runs):
        found, want = (f"stop after {len(watch.stops)} values" if watch.stops[-1] else "never stop" for watch in pair)
        message = f"With {settings} and the values {sentence(values)}, training should {want}; with your class it would {found}."
        ctx.require(found == want, message)
    return [mine for mine, _ in runs]


def falling(ctx, count):
    """Draw falling values with gaps of at least a half, exact in binary."""
    gaps = ctx.randint(4, 9, (count,)).tolist()
    return [20 - sum(gaps[: i + 1]) / 8 for i in range(count)]


@check("stops_after_patience", title="Training stops at the patience-th step without improvement", points=2)
def stops_after_patience(ctx):
    values = falling(ctx, ctx.integer(2, 4))
    patience = ctx.integer(2, 4)
    judge_stops(ctx, values + [values[-1] + 1 + i for i in range(patience + 2)], patience=patience)


@check("counts_in_a_row", title="An improvement starts the count anew", points=2)
def counts_in_a_row(ctx):
    a, b, c = falling(ctx, 3)
    values = [a, a + 1, a + 2, b, b + 1, b + 2, c, c + 1, c + 2, c + 3, c + 4]
    judge_stops(ctx, values, patience=3)


@check("compares_with_the_best", title="A value must beat the best so far, not the last one", points=2)
def compares_with_the_best(ctx):
    a, b = falling(ctx, 2)
    judge_stops(ctx, [a, b, b + 3, b + 2, b + 1, b + 0.5, b + 0.25], patience=ctx.integer(3, 4))


@check("ties", title="A tie is no improvement", points=1)
def ties(ctx):
    a, b = falling(ctx, 2)
    judge_stops(ctx, [a, b, b, b, b, b, b], patience=ctx.integer(2, 3))


@check("min_delta", title="A gain must be more than min_delta, over the best value", points=2)
def min_delta(ctx):
    _, b = falling(ctx, 2)
    small = [b, b - 0.25, b - 0.5, b - 0.5, b - 0.25, b - 0.5, b]
    creeping = [b, b - 0.25, b - 0.5, b - 0.75, b, b, b, b]
    judge_stops(ctx, small, creeping, patience=4, min_delta=0.625)


@check("mode_max", title='In mode "max" larger is better', points=1)
def mode_max(ctx):
    a, b, c = (-value for value in falling(ctx, 3))
    judge_stops(ctx, [a, b, b - 1, c, c + 0.25, c, c - 1, c - 2], [c, b, a, a - 1, a - 2], patience=3, mode="max", min_delta=0.375)


@check("remembers_the_best", title="best and best_epoch tell the last improvement", points=1)
def remembers_the_best(ctx):
    a, b, c = falling(ctx, 3)
    values = [a, a + 1, b, b + 2, c, c - 0.125]
    ctx.given(values=sentence(values), patience=5, min_delta=0.25)
    found, want = (
        [Watch(ctx, subject, shown, patience=5, min_delta=0.25).best() for shown in (values[:2], values)]
        for subject in (ctx.candidate, ctx.reference)
    )
    ctx.observe(found)
    for shown, got, expected in zip((values[:2], values), found, want):
        for name, mine, theirs in zip(("best", "best_epoch"), got, expected):
            ctx.equal(mine, theirs, what=f"`{name}` after the values {sentence(shown)}")


@check("restores_the_best", title="When training stops, the best weights are back", points=2)
def restores_the_best(ctx):
    a, b = falling(ctx, 2)
    values = [a, b, b + 1, b + 2]
    ctx.given(values=sentence(values), patience=2)
    mine = Watch(ctx, ctx.candidate, values, patience=2)
    anew = Watch(ctx, ctx.candidate, values, mark="mark_anew", patience=2)
    ctx.observe([mine.stops, mine.weights(), anew.weights()])
    ctx.require(mine.stops[-1], f"With patience = 2 and the values {sentence(values)}, training should have stopped.")
    for watch in (mine, anew):
        message = f"The best epoch was the 2nd of 4, but the model came back with the weights of epoch {watch.weights()}."
        ctx.require(watch.weights() == 2, message)


@check("restores_buffers", title="Buffers, such as batch norm's statistics, are brought back too", points=1, hidden=True)
def restores_buffers(ctx):
    a, b = falling(ctx, 2)
    mine = Watch(ctx, ctx.candidate, [a, b, b + 1, b + 2], patience=2)
    ctx.observe([mine.stops, mine.weights(), mine.buffers()])
    ctx.require(mine.weights() == 2, "The best parameters did not come back, so the buffers were not looked at.")
    message = f"The best epoch was the 2nd of 4, but batch norm's statistics are those of epoch {mine.buffers()}; keep the whole `state_dict()`."
    ctx.require(mine.buffers() == 2, message)


@check("leaves_the_model_alone", title="Before the stop, and without restore_best, the model is left alone", points=1)
def leaves_the_model_alone(ctx):
    a, b = falling(ctx, 2)
    values = [a, b, b + 1, b + 2]
    ctx.given(values=sentence(values), patience="3, then 2 with restore_best = False")
    early = Watch(ctx, ctx.candidate, values, patience=3)
    told_not = Watch(ctx, ctx.candidate, values, patience=2, restore_best=False)
    ctx.observe([early.weights(), told_not.weights()])
    ctx.require(early.weights() == 4, f"Before training stopped, the weights were set back to epoch {early.weights()} of 4.")
    message = f"With restore_best = False the model should keep its last weights, of epoch 4; it has those of epoch {told_not.weights()}."
    ctx.require(told_not.weights() == 4, message)


@check("nan_is_no_improvement", title="NaN is never an improvement", points=1, hidden=True)
def nan_is_no_improvement(ctx):
    a, b = falling(ctx, 2)
    cases = [a, NAN, NAN, NAN, NAN], [NAN, a, NAN, b, NAN, a, a], [NAN, NAN, NAN]
    *_, mine = judge_stops(ctx, *cases, patience=2)
    ctx.observe(mine.weights())
    ctx.require(mine.weights() == 2, "After nothing but NaN, the model should stay as it is.")


@check("refuses_nonsense", title="An unknown mode and a patience below 1 raise ValueError", points=1, hidden=True)
def refuses_nonsense(ctx):
    ctx.raises("ValueError", "EarlyStopping", 3, mode="least", because='`mode` is "min" or "max".')
    ctx.raises("ValueError", "EarlyStopping", 0, because="`patience` is at least 1.")


class Fit:
    """One subject's fit of a small network to the noisy sine."""

    def __init__(self, ctx, subject, seed, patience, max_epochs, min_delta=0.01, stale=False):
        (x, y), (x_val, y_val) = (
            [part.double() for part in fixtures.noisy_sine(number, points=9)] for number in (seed, seed + 1)
        )
        model = subject.fixtures.small_net(seed)
        if stale:
            subject.fixtures.leave_gradients(model)
        opt, stopper = subject.fixtures.momentum(model, 0.1), subject.EarlyStopping(patience, min_delta)
        losses = subject.fit(model, opt, x, y, x_val, y_val, stopper, max_epochs)
        fits = isinstance(losses, list | tuple) and all(isinstance(loss, float) for loss in losses)
        ctx.require(fits, "`fit` must return a list of Python floats.")
        self.losses, self.state = torch.tensor(losses, dtype=torch.float64), subject.probe.state(model)


def judge_fit(ctx, patience, max_epochs, *, min_delta=0.01, stale=False, weights):
    seed = ctx.integer(0, 10**6)
    ctx.given(points=9, patience=patience, min_delta=min_delta, max_epochs=max_epochs)
    mine, theirs = (Fit(ctx, s, seed, patience, max_epochs, min_delta, stale) for s in (ctx.candidate, ctx.reference))
    ctx.observe([mine.losses, mine.state])
    count = min(len(mine.losses), len(theirs.losses))
    ctx.equal(mine.losses[:count], theirs.losses[:count], what="The list of validation losses", **EXACT)
    ctx.require(len(mine.losses) == len(theirs.losses), f"`fit` ran {len(mine.losses)} epochs; expected {len(theirs.losses)}.")
    for name, value in theirs.state.items():
        ctx.equal(mine.state[name], value, what=f"`{name}` after `fit`", because=weights, **EXACT)


@check("fit_stops", title="fit takes one step an epoch, validates, and stops when told to", points=2)
def fit_stops(ctx):
    judge_fit(ctx, patience=ctx.integer(2, 3), max_epochs=60, weights="It should be that of the best epoch.")


@check("fit_runs_out", title="fit ends after max_epochs, and old gradients don't count", points=1, hidden=True)
def fit_runs_out(ctx):
    # With so large a min_delta only the first epoch improves, so its weights and the last ones are never the same.
    last = "The epochs ran out before it was time to stop, so the model keeps its last weights."
    judge_fit(ctx, patience=50, max_epochs=ctx.integer(4, 7), min_delta=100.0, stale=True, weights=last)


@check("noisy_curve", title="On noisy data the best weights come back in time", points=1, rerun=False)
def noisy_curve(ctx):
    seed = ctx.choose(SEEDS)
    (x, y), (x_val, y_val) = fixtures.noisy_sine(seed), fixtures.noisy_sine(seed + 1)
    ctx.given(points=30, patience=PATIENCE, max_epochs=MAX_EPOCHS)
    model = ctx.candidate.fixtures.curve_net(seed)
    opt, stopper = ctx.candidate.fixtures.adam(model, 0.05), ctx.candidate.EarlyStopping(PATIENCE)
    losses = ctx.candidate.fit(model, opt, x, y, x_val, y_val, stopper, MAX_EPOCHS)
    for number in range(0, len(losses), 10):
        ctx.report(number + 1, validation=losses[number])
    own = fixtures.curve_net(seed)
    own.load_state_dict(ctx.candidate.probe.state(model))
    unseen = torch.linspace(-2, 2, 200)[:, None]
    with torch.no_grad():
        validation = (own(x_val) - y_val).square().mean().item()
        error = (own(unseen) - torch.sin(3 * unseen)).square().mean().item()
    ctx.require(len(losses) < MAX_EPOCHS, f"Training did not stop within {MAX_EPOCHS} epochs.")
    ctx.equal(validation, min(losses), what="The validation loss of the returned weights", because="It should be the lowest of the run.")
    ctx.require(error <= GOAL, f"The mean square error of the returned curve is {error:.3g}; expected {GOAL} or less.")
