"""Checks of checkpoints: part by part after a load into new objects, then whole runs, straight and interrupted, against each other."""

import os

import fixtures
import torch

from grader.checks import check

EXACT = {"rtol": 1e-9, "atol": 1e-12}


class Run:
    """One subject's objects, fresh or practised for some epochs, and a folder of its own."""

    def __init__(self, ctx, subject, folder=None, practised=0):
        self.subject = subject
        self.things = subject.fixtures.setup(ctx.integer(0, 10**6))
        self.model, self.opt, self.scheduler = self.things
        if practised:
            subject.fixtures.practise(*self.things, ctx.integer(0, 10**6), practised)
        self.folder = folder or subject.fixtures.fresh_folder("checkpoints")
        self.checkpoints = subject.Checkpoints(self.folder)

    def save(self, epoch, loss):
        self.checkpoints.save(*self.things, epoch, loss)

    def load(self, **options):
        return self.checkpoints.load(*self.things, **options)

    def restarted(self, ctx):
        """Return what a new process would have: new objects and the same folder."""
        return Run(ctx, self.subject, self.folder)

    def state(self):
        return self.subject.probe.state(self.model)

    def momenta(self):
        return self.subject.fixtures.momenta(self.model, self.opt)

    def path(self, which):
        return os.path.join(self.folder, f"{which}.pt")


def saved_and_restarted(ctx):
    """Save after four epochs and load into new objects; return the run before and the one after."""
    before = Run(ctx, ctx.candidate, practised=4)
    ctx.given(epoch=4, loss=1.0, model="with batch norm and dropout", opt="gradient descent with momentum")
    before.save(4, 1.0)
    after = before.restarted(ctx)
    after.load()
    return before, after


def judge_state(ctx, found, want, when):
    for name, value in want.items():
        ctx.equal(found[name], value, what=f"`{name}` {when}", **EXACT)


@check("opens_safely", title="last.pt can be read with weights_only=True", points=1)
def opens_safely(ctx):
    run = Run(ctx, ctx.candidate, practised=1)
    ctx.given(epoch=1, loss=1.0)
    run.save(1, 1.0)
    found = [ctx.candidate.fixtures.opened(run.path(which)) for which in ("last", "best")]
    ctx.observe(found)
    for which, what in zip(("last", "best"), found):
        ctx.require(what != "no file", f"After the first `save` there is no `{which}.pt` in the folder.")
        hint = "save state dicts, tensors and plain values, no objects of other classes."
        ctx.require(what != "UnpicklingError", f"`torch.load(…, weights_only=True)` refuses `{which}.pt`: {hint}")
        ctx.require(not what.endswith("Error"), f"`torch.load(…, weights_only=True)` fails on `{which}.pt` with `{what}`.")


@check("model_comes_back", title="Parameters and buffers come back", points=2)
def model_comes_back(ctx):
    before, after = saved_and_restarted(ctx)
    state = after.state()
    ctx.observe(state)
    judge_state(ctx, state, before.state(), "after loading")


@check("optimizer_comes_back", title="Momenta and learning rate come back", points=2)
def optimizer_comes_back(ctx):
    before, after = saved_and_restarted(ctx)
    found, want = after.momenta(), before.momenta()
    rates = [ctx.candidate.fixtures.learning_rates(run.opt, run.scheduler, 0) for run in (after, before)]
    ctx.observe([found, rates[0]])
    for name, value in want.items():
        ctx.require(found[name] is not None, f"After loading, the optimizer has no momentum for `{name}`.")
        ctx.equal(found[name], value, what=f"The momentum of `{name}` after loading", **EXACT)
    ctx.equal(rates[0][0], rates[1][0], what="The learning rate after loading", **EXACT)


@check("scheduler_comes_back", title="The learning rate falls when it would have fallen", points=2)
def scheduler_comes_back(ctx):
    before, after = saved_and_restarted(ctx)
    found, want = (ctx.candidate.fixtures.learning_rates(run.opt, run.scheduler, 4) for run in (after, before))
    ctx.observe(found)
    because = "The first is the one after loading, the others follow epoch by epoch."
    ctx.equal(torch.tensor(found), torch.tensor(want), what="The list of learning rates", because=because, **EXACT)


@check("random_numbers_go_on", title="After loading, the random numbers go on where they were", points=2)
def random_numbers_go_on(ctx):
    before = Run(ctx, ctx.candidate, practised=1)
    ctx.given(drawn="4 numbers after saving, and 4 after loading")
    want = ctx.candidate.fixtures.save_and_draw(before.checkpoints, *before.things)
    plain = ctx.candidate.fixtures.save_and_draw(before.checkpoints, *before.things)
    after = before.restarted(ctx)
    found = ctx.candidate.fixtures.load_and_draw(after.checkpoints, *after.things)
    ctx.observe([found, plain])
    message = "The numbers drawn after loading are not those that followed the save, so shuffling and dropout would differ."
    ctx.require(torch.equal(found, plain), message)
    ctx.require(not torch.equal(want, plain), "Saving sets the random generator to a fixed state; it should leave it alone.")


@check("best_and_last", title="last.pt is the newest, best.pt the one with the lowest loss", points=2)
def best_and_last(ctx):
    run = Run(ctx, ctx.candidate, practised=1)
    losses = ctx.choose([(3.0, 1.0, 2.0, 1.0, 2.5), (2.5, 0.5, 0.75, 0.5, 1.0), (4.0, 2.0, 3.0, 2.0, 3.5)])
    ctx.given(losses=", ".join(map(str, losses)))
    for epoch, loss in enumerate(losses, start=1):
        run.save(epoch, loss)
    found = [Run(ctx, ctx.candidate, run.folder).load(which=which) for which in ("last", "best")]
    ctx.observe(found)
    ctx.equal(found[0], 5, what="The epoch that `load` returns for `last.pt`")
    ctx.equal(found[1], 2, what="The epoch that `load` returns for `best.pt`", because="The loss was lowest, for the first time, in epoch 2.")


@check("best_survives_a_restart", title="After a restart, best.pt is only replaced by something better", points=1)
def best_survives_a_restart(ctx):
    run = Run(ctx, ctx.candidate, practised=1)
    ctx.given(losses="3.0, 1.0, 2.0, restart, 1.5, 0.5, 0.75")
    for epoch, loss in enumerate((3.0, 1.0, 2.0), start=1):
        run.save(epoch, loss)
    again = run.restarted(ctx)
    again.load()
    found = []
    for epoch, loss in ((4, 1.5), (5, 0.5), (6, 0.75)):
        again.save(epoch, loss)
        found.append(Run(ctx, ctx.candidate, run.folder).load(which="best"))
        ctx.observe(found[-1])
    ctx.equal(found[0], 2, what="The epoch in `best.pt` after saving a loss of 1.5 in epoch 4", because="The best was 1.0, before the restart.")
    ctx.equal(found[1], 5, what="The epoch in `best.pt` after saving a loss of 0.5 in epoch 5")


@check("nothing_there", title="Without a file, load returns 0 and changes nothing", points=1, hidden=True)
def nothing_there(ctx):
    run = Run(ctx, ctx.candidate, practised=1)
    before = run.state()
    found = [run.load(), run.load(which="best")]
    after = run.state()
    ctx.observe([found, after])
    ctx.equal(found[0], 0, what="What `load` returns without a file")
    judge_state(ctx, after, before, "after loading nothing")


@check("damaged_file", title="A damaged file raises ValueError", points=1, hidden=True)
def damaged_file(ctx):
    run = Run(ctx, ctx.candidate, practised=1)
    run.save(1, 1.0)
    ctx.candidate.fixtures.damage(run.path("last"), ctx.choose([0.2, 0.5, 0.8]))
    again = run.restarted(ctx)
    ctx.raises("ValueError", again.checkpoints.load, *again.things, because="`last.pt` was cut off, as by a full disk.")


@check("survives_a_crash", title="A crash while saving leaves the old file whole", points=2)
def survives_a_crash(ctx):
    run = Run(ctx, ctx.candidate, practised=1)
    ctx.given(crash="in the middle of torch.save, in epoch 2")
    run.save(1, 1.0)
    before = ctx.candidate.fixtures.opened(run.path("last"))
    died = ctx.candidate.fixtures.save_and_die(run.checkpoints, *run.things, 2, 0.5)
    found = ctx.candidate.fixtures.opened(run.path("last"))
    ctx.observe([died, before, found])
    ctx.require(not before.endswith("Error") and before != "no file", "`last.pt` can't be read even before the crash.")
    message = "The machine died while it saved epoch 2, and now `last.pt` can't be read: write another file first, then `os.replace` it."
    ctx.require(not found.endswith("Error") and found != "no file", message)
    epoch = run.restarted(ctx).load()
    ctx.equal(epoch, 1 if died else 2, what="The epoch in `last.pt` after the crash")


def fitted(ctx, run, epochs, seed, data):
    losses = ctx.candidate.fit(*run.things, *data, epochs, run.folder, seed)
    fits = isinstance(losses, list | tuple) and all(isinstance(loss, float) for loss in losses)
    ctx.require(fits, "`fit` must return a list of Python floats.")
    return torch.tensor(losses, dtype=torch.float64)


@check("fit_trains", title="fit trains epoch by epoch as described", points=1)
def fit_trains(ctx):
    start, seed, data = ctx.integer(0, 10**6), ctx.integer(0, 10**6), fixtures.waves(ctx.integer(0, 10**6))
    ctx.given(x=data[0], epochs=5, seed=seed, model="in evaluation mode")
    results = []
    for subject in (ctx.candidate, ctx.reference):
        things = subject.fixtures.setup(start)
        things[0].eval()
        losses = subject.fit(*things, *data, 5, subject.fixtures.fresh_folder("trains"), seed)
        results.append((losses, subject.probe.state(things[0])))
    (losses, state), (want, states) = results
    ctx.observe([losses, state])
    fits = isinstance(losses, list | tuple) and len(losses) == 5 and all(isinstance(loss, float) for loss in losses)
    ctx.require(fits, "`fit` must return a list of floats, one for each of the 5 epochs.")
    ctx.equal(torch.tensor(losses), torch.tensor(want), what="The list of losses", rtol=1e-6, atol=1e-8)
    for name, value in states.items():
        ctx.equal(state[name], value, what=f"`{name}` after 5 epochs", rtol=1e-6, atol=1e-8)


@check("fit_resumes", title="Interrupted and resumed is the same as never interrupted", points=3)
def fit_resumes(ctx):
    start, data, seed = ctx.integer(0, 10**6), fixtures.waves(ctx.integer(0, 10**6)), ctx.integer(0, 10**6)
    first, total = 2, 5
    ctx.given(x=data[0], epochs=f"{total} straight; {first}, a restart, then up to {total}")
    straight = Run(ctx, ctx.candidate)
    parts = Run(ctx, ctx.candidate, ctx.candidate.fixtures.fresh_folder("in-parts"))
    for run in (straight, parts):
        ctx.candidate.probe.load_state(run.model, ctx.reference.probe.state(ctx.reference.fixtures.setup(start)[0]))
    begun = fitted(ctx, parts, first, seed, data)
    ctx.observe(begun)
    again = parts.restarted(ctx)
    again.model.eval()
    resumed = fitted(ctx, again, total, seed + 1, data)
    state = again.state()
    ctx.observe([resumed, state])
    want = fitted(ctx, straight, total, seed, data)  # last, since few mistakes show here
    whole = straight.state()
    ctx.observe(want)
    counts = [len(begun), len(resumed)]
    told = f"Before the restart `fit` ran {counts[0]} epochs and after it {counts[1]}; expected {first} and {total - first}."
    ctx.require(counts == [first, total - first], told)
    ctx.equal(begun, want[:first], what="The list of losses before the restart", **EXACT)
    ctx.equal(resumed, want[first:], what="The list of losses after the restart", **EXACT)
    changed = [name for name, value in whole.items() if not torch.equal(state[name], value)]
    ctx.require(not changed, f"The resumed run did not end with the same bits: {', '.join(f'`{name}`' for name in changed)}.")
