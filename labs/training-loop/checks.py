"""Checks of the training loop: numbers and weights against the reference's loop, modes and graphs by a network that takes notes."""

import fixtures
import torch

from grader.checks import check

LISTS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
SEEN_WHILE_TRAINING = "It is the mean over the samples of this epoch's training passes, each before the step on its batch."
AS_EVALUATED = "It is what `evaluate` gives on `val_loader` at the end of the epoch."
EXACT = {"rtol": 1e-6, "atol": 1e-8}
# Share of unseen points right, over 30 seeds: 0.983 to 1; 0.52 for a linear model.
GOAL, EPOCHS, BATCH = 0.95, 25, 100


def batches(ctx, *sizes):
    """Draw batches of these sizes, in float64."""
    return [(ctx.randn(n, 2, dtype=torch.float64), ctx.randint(0, fixtures.CLASSES, (n,))) for n in sizes]


class Run:
    """One subject's network, optimizer and loss, equal for both subjects."""

    def __init__(self, subject, seed, lr, optimizer="sgd", smoothing=None, **layers):
        self.subject = subject
        self.model = subject.fixtures.watched(seed, **layers)
        self.opt = getattr(subject.fixtures, optimizer)(self.model, lr)
        self.loss = subject.fixtures.cross_entropy() if smoothing is None else subject.fixtures.smoothed(smoothing)

    def train(self, loader, epochs, val_loader):
        return self.subject.train(self.model, loader, self.opt, self.loss, epochs, val_loader)

    def evaluate(self, loader):
        return self.subject.evaluate(self.model, loader, self.loss)

    def state(self):
        return self.subject.probe.state(self.model)

    def seen(self):
        return self.subject.fixtures.seen(self.model)


def runs(ctx, **options):
    """Return the same run for the candidate and for the reference."""
    seed, lr = ctx.integer(0, 10**6), ctx.choose([0.1, 0.2, 0.3])
    return Run(ctx.candidate, seed, lr, **options), Run(ctx.reference, seed, lr, **options)


def is_number(value):
    return (isinstance(value, torch.Tensor) and value.numel() == 1) or type(value) in (int, float)


def pair(ctx, value):
    """Return the two numbers of `evaluate`."""
    fits = isinstance(value, tuple | list) and len(value) == 2 and all(map(is_number, value))
    ctx.require(fits, "`evaluate` must return two numbers: the loss and the accuracy.")
    return [float(part) for part in value]


def lists(ctx, history, epochs):
    """Return the four lists of a history as numbers."""
    ctx.require(isinstance(history, dict), "`train` must return a dict, the history.")
    missing = [f"`{name}`" for name in LISTS if name not in history]
    ctx.require(not missing, f"The history lacks {', '.join(missing)}.")
    for name in LISTS:
        values = history[name]
        fits = isinstance(values, list | tuple) and all(map(is_number, values))
        ctx.require(fits, f'`history["{name}"]` must be a list of numbers.')
        ctx.require(len(values) == epochs, f'`history["{name}"]` has {len(values)} numbers after {epochs} epochs.')
    return {name: [float(value) for value in history[name]] for name in LISTS}


def judge_state(ctx, mine, theirs, when):
    because = "For each batch: forward, clear the gradients, backward, step."
    for name, value in theirs.items():
        ctx.equal(mine[name], value, what=f"`{name}` after {when}", because=because, **EXACT)


def judge_evaluation(ctx, mine, theirs, loader):
    found, want = pair(ctx, mine.evaluate(loader)), theirs.evaluate(loader)
    ctx.observe(found)
    ctx.equal(found[0], want[0], what="The loss of `evaluate`", because="It is the mean over all samples.", **EXACT)
    ctx.equal(found[1], want[1], what="The accuracy of `evaluate`", because="It is the share of all samples.", **EXACT)


def judge_training(ctx, mine, theirs, loader, epochs, val_loader):
    """Compare the weights and buffers after training."""
    mine.train(loader, epochs, val_loader)
    theirs.train(loader, epochs, val_loader)
    state = mine.state()
    ctx.observe(state)
    judge_state(ctx, state, theirs.state(), f"{epochs} epochs" if epochs > 1 else "one epoch")


@check("evaluate_averages", title="evaluate averages over samples, whatever the sizes of the batches", points=2)
def evaluate_averages(ctx):
    loader = batches(ctx, 5, 5, ctx.integer(1, 2))
    ctx.given(batches=str([len(y) for _, y in loader]))
    judge_evaluation(ctx, *runs(ctx), loader)


@check("evaluation_mode", title="evaluate runs the model in evaluation mode", points=1)
def evaluation_mode(ctx):
    loader = batches(ctx, 5, 4)
    ctx.given(batches="[5, 4]", model="with batch norm and dropout, in training mode")
    mine, _ = runs(ctx, norm=True, dropout=True)
    before = mine.state()
    mine.evaluate(loader)
    training = [mode for mode, _, _ in mine.seen()]
    after = mine.state()
    ctx.observe([training, [torch.equal(value, after[name]) for name, value in before.items()]])
    ctx.require(bool(training), "`evaluate` did not call the model.")
    ctx.require(not any(training), "The model was in training mode in `evaluate`, so dropout dropped: call `model.eval()` first.")
    changed = [name for name, value in before.items() if not torch.equal(value, after[name])]
    ctx.require(not changed, f"`evaluate` changed the model: {', '.join(changed)}.")


@check("no_graph", title="evaluate records no graph", points=1)
def no_graph(ctx):
    loader = batches(ctx, 4, 3)
    ctx.given(batches="[4, 3]")
    mine, _ = runs(ctx)
    mine.evaluate(loader)
    recorded = [grad for _, grad, _ in mine.seen()]
    ctx.observe(recorded)
    ctx.require(not any(recorded), "Gradients were switched on in `evaluate`, which costs memory: use `torch.no_grad()`.")


@check("one_epoch", title="An epoch takes one clean step for each batch", points=3)
def one_epoch(ctx):
    loader, val_loader = batches(ctx, 5, 5, 2), batches(ctx, 4)
    ctx.given(batches="[5, 5, 2]", epochs=1)
    judge_training(ctx, *runs(ctx), loader, 1, val_loader)


@check("history_form", title="The history has four lists of Python floats", points=1)
def history_form(ctx):
    loader, val_loader, epochs = batches(ctx, 4, 3), batches(ctx, 3), ctx.integer(2, 3)
    ctx.given(epochs=epochs)
    mine, _ = runs(ctx)
    history = mine.train(loader, epochs, val_loader)
    lists(ctx, history, epochs)
    kinds = {name: sorted({type(value).__name__ for value in history[name]}) for name in LISTS}
    ctx.observe(kinds)
    for name, found in kinds.items():
        fits = set(found) <= {"int", "float"}
        ctx.require(fits, f'`history["{name}"]` holds values of type {" and ".join(found)}; Python floats are asked for: use `.item()`.')


@check("train_history", title="The history tells the loss and accuracy of each epoch", points=2)
def train_history(ctx):
    loader, val_loader, epochs = batches(ctx, 5, 5, 1), batches(ctx, 4, 4, 2), 3
    ctx.given(batches="[5, 5, 1]", validation="[4, 4, 2]", epochs=epochs)
    mine, theirs = runs(ctx)
    found = lists(ctx, mine.train(loader, epochs, val_loader), epochs)
    want = theirs.train(loader, epochs, val_loader)
    ctx.observe(found)
    for name in LISTS:
        because = SEEN_WHILE_TRAINING if name.startswith("train") else AS_EVALUATED
        ctx.equal(torch.tensor(found[name]), torch.tensor(want[name]), what=f'`history["{name}"]`', because=because)


@check("back_to_training", title="Each epoch trains in training mode, also after an evaluation", points=2)
def back_to_training(ctx):
    loader, val_loader = batches(ctx, 6, 6), batches(ctx, 5)
    ctx.given(batches="[6, 6]", epochs=2, model="with batch norm, in evaluation mode")
    mine, theirs = runs(ctx, norm=True)
    for run in (mine, theirs):
        run.model.eval()
        run.train(loader, 2, val_loader)
    modes = [mode for mode, grad, rows in mine.seen() if grad and rows == 6]
    state = mine.state()
    ctx.observe([modes, state])
    ctx.require(all(modes), "The model was in evaluation mode while it was trained: call `model.train()` at the start of each epoch.")
    judge_state(ctx, state, theirs.state(), "two epochs")


@check("given_optimizer", title="Only what the optimizer holds is moved", points=1)
def given_optimizer(ctx):
    loader, val_loader = batches(ctx, 5, 4), batches(ctx, 3)
    ctx.given(opt="gradient descent over the head alone", epochs=2)
    judge_training(ctx, *runs(ctx, optimizer="sgd_of_the_head"), loader, 2, val_loader)


@check("given_loss", title="The loss is the one that was passed in", points=1, hidden=True)
def given_loss(ctx):
    loader, val_loader = batches(ctx, 5, 4), batches(ctx, 3)
    mine, theirs = runs(ctx, smoothing=0.3)
    judge_evaluation(ctx, mine, theirs, val_loader)
    judge_training(ctx, mine, theirs, loader, 1, val_loader)


@check("old_gradients", title="Gradients from before don't count", points=1, hidden=True)
def old_gradients(ctx):
    loader, val_loader = batches(ctx, 5, 4), batches(ctx, 3)
    mine, theirs = runs(ctx)
    mine.subject.fixtures.leave_gradients(mine.model)
    judge_training(ctx, mine, theirs, loader, 1, val_loader)


@check("batches_untouched", title="The batches stay as they were", points=1, hidden=True)
def batches_untouched(ctx):
    loader, val_loader = batches(ctx, 5, 4), batches(ctx, 3)
    mine, _ = runs(ctx)
    args = (mine.model, loader, mine.opt, mine.loss, 1, val_loader)
    _, after, _ = ctx.candidate.call_and_inputs("train", *args)
    kept = [
        torch.equal(old, new)
        for place in (1, 5)
        for before, now in zip(args[place], after[place])
        for old, new in zip(before, now)
    ]
    ctx.observe(kept)
    ctx.require(all(kept), "`train` changed a batch in place.")


@check("spiral", title="25 epochs untangle the spiral", points=2, rerun=False)
def spiral(ctx):
    seed = ctx.integer(0, 10**6)
    (x, y), (x_val, y_val) = fixtures.spiral(seed), fixtures.spiral(seed + 1)
    ctx.given(x=x, y=y, epochs=EPOCHS, batches=f"{len(y) // BATCH} of {BATCH}")
    loader, val_loader = ([*zip(a.split(BATCH), b.split(BATCH))] for a, b in ((x, y), (x_val, y_val)))
    model = ctx.candidate.fixtures.net(seed)
    opt, loss = ctx.candidate.fixtures.adam(model, 0.05), ctx.candidate.fixtures.cross_entropy()
    history = lists(ctx, ctx.candidate.train(model, loader, opt, loss, EPOCHS, val_loader), EPOCHS)
    for number in range(0, EPOCHS, 5):
        ctx.report(number + 1, loss=history["train_loss"][number], accuracy=history["val_accuracy"][number])
    own = fixtures.net(seed)
    own.load_state_dict(ctx.candidate.probe.state(model))
    unseen, arms = fixtures.spiral(seed + 2)
    with torch.no_grad():
        share = (own(unseen).argmax(dim=1) == arms).double().mean().item()
    ctx.require(share >= GOAL, f"{share:.1%} of the unseen points are right after {EPOCHS} epochs; expected {GOAL:.0%} or more.")
