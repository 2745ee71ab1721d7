"""Checks of ensembles and weight averaging in float64, with members made to disagree and inputs on which rules differ."""

import fixtures
import torch

from grader.checks import check

EXACT = {"rtol": 1e-6, "atol": 1e-8}
SIZE = 400


def draw(ctx):
    """Draw the members' seeds, a batch and its classes."""
    seeds = [ctx.integer(0, 10**6) for _ in range(ctx.integer(3, 4))]
    rows = ctx.integer(5, 8)
    return seeds, ctx.randn(rows, fixtures.INPUTS, dtype=torch.float64), ctx.randint(0, fixtures.CLASSES, (rows,))


def decided(*votes):
    """Make logits (M, N, 4) in which member m is fairly sure of class votes[m][n]."""
    one_hot = torch.nn.functional.one_hot(torch.tensor(votes), fixtures.CLASSES).double()
    sureness = torch.tensor([4.0, 1.0, 1.5, 2.0])[: len(votes), None, None]
    return one_hot * sureness


def stated(logits):
    """The mean of the members' probabilities."""
    return logits.softmax(dim=2).mean(dim=0)


@check("mean_of_probabilities", title="The ensemble says the mean of its members' probabilities", points=2)
def mean_of_probabilities(ctx):
    logits = ctx.randn(ctx.integer(3, 4), ctx.integer(5, 6), fixtures.CLASSES, dtype=torch.float64, scale=3)
    x = ctx.randn(logits.shape[1], 3, dtype=torch.float64)
    ctx.given(members=len(logits), x=x)
    found = ctx.candidate.ensemble_proba(ctx.candidate.fixtures.fixed(logits), x)
    ctx.observe(found)
    ctx.equal(found, stated(logits), what="`ensemble_proba`", because="Softmax first, then the mean over the members.", **EXACT)


@check("evaluation_mode", title="Members answer in evaluation mode, and stay as they were", points=2)
def evaluation_mode(ctx):
    seeds, x, _ = draw(ctx)
    ctx.given(members=len(seeds), x=x, modes="training, with batch norm and dropout")
    models = ctx.candidate.fixtures.networks(seeds)
    before = [ctx.candidate.probe.state(model) for model in models]
    found = ctx.candidate.ensemble_proba(models, x)
    after = [ctx.candidate.probe.state(model) for model in models]
    own = fixtures.networks(seeds)
    with torch.no_grad():
        want = stated(torch.stack([model.eval()(x) for model in own]))
    kept = all(torch.equal(value, new[name]) for old, new in zip(before, after) for name, value in old.items())
    ctx.observe([kept] if not kept else [kept, found])
    ctx.require(kept, "`ensemble_proba` changed its members: batch norm learns in training mode. Call `eval()` on each first.")
    ctx.equal(found, want, what="`ensemble_proba` of networks with dropout and batch norm", **EXACT)


@check("likelihood", title="nll is the mean of −ln p of the right classes", points=1)
def likelihood(ctx):
    _, _, y = draw(ctx)
    p = ctx.randn(len(y), fixtures.CLASSES, dtype=torch.float64, scale=2).softmax(dim=1)
    ctx.given(p=p, y=y)
    found = ctx.candidate.nll(p, y)
    ctx.observe(found)
    want = -p.gather(1, y[:, None]).log().mean()
    ctx.equal(found, want, what="`nll`", because="`p` holds probabilities, not logits.", **EXACT)


@check("jensen", title="The ensemble's nll is never above the mean of its members'", points=1, hidden=True)
def jensen(ctx):
    logits = ctx.randn(4, 12, fixtures.CLASSES, dtype=torch.float64, scale=4)
    x, y = ctx.randn(12, 3, dtype=torch.float64), ctx.randint(0, fixtures.CLASSES, (12,))
    models = ctx.candidate.fixtures.fixed(logits)
    together = ctx.candidate.nll(ctx.candidate.ensemble_proba(models, x), y)
    alone = [ctx.candidate.nll(ctx.candidate.ensemble_proba([model], x), y) for model in models]
    ctx.observe([together, alone])
    mean = sum(map(float, alone)) / len(alone)
    message = f"The ensemble's nll is {float(together):.4g}, its members' mean {mean:.4g}; Jensen's inequality says it can't be larger."
    ctx.require(float(together) <= mean + 1e-9, message)


@check("votes", title="The majority wins, and of several classes the smallest", points=2)
def votes(ctx):
    # Columns: all agree; three of four; four ways; a tie of pairs; each member alone against the others; labels whose mean is no one's choice.
    ballots = [[2, 3, 3, 3, 0, 3, 3, 3, 0], [2, 1, 0, 1, 3, 0, 3, 3, 3], [2, 1, 1, 3, 3, 3, 0, 3, 3], [2, 1, 2, 1, 3, 3, 3, 0, 0]]
    ballots = torch.tensor(ballots)
    order = torch.randperm(4, generator=ctx.generator)
    logits = decided(*ballots[order].tolist())
    x = ctx.randn(9, 3, dtype=torch.float64)
    ctx.given(members=4, votes=str(ballots[order].T.tolist()))
    found = ctx.candidate.majority_vote(ctx.candidate.fixtures.fixed(logits), x)
    ctx.observe(found)
    want = torch.tensor([2, 1, 0, 1, 3, 3, 3, 3, 0])
    ctx.equal(found, want, what="`majority_vote`", because="Each place is a row of `x`; its votes are listed in the input.")


@check("bootstrap", title="Each member gets its own sample with replacement", points=2)
def bootstrap(ctx):
    count = ctx.integer(3, 5)
    ctx.given(n=SIZE, members=count)
    found = ctx.candidate.bagging_indices(SIZE, count, generator=ctx.seeded_generator())
    ctx.require(isinstance(found, torch.Tensor), "`bagging_indices` must return a tensor.")
    ctx.require(list(found.shape) == [count, SIZE], f"The indices have shape {list(found.shape)}; expected {[count, SIZE]}.")
    ctx.require(found.dtype == torch.int64, f"The indices are {found.dtype}; expected torch.int64.")
    inside = bool(((found >= 0) & (found < SIZE)).all())
    alike = bool((found == found[:1]).all())
    distinct = [len(row.unique()) / SIZE for row in found]
    ctx.observe([inside, alike, [share == 1 for share in distinct], [abs(share - 0.632) < 0.1 for share in distinct]])
    ctx.require(inside, f"Some indices are not between 0 and {SIZE - 1}.")
    ctx.require(not alike, "All members got the same sample, so they would learn the same.")
    for share in distinct:
        # The share of distinct examples is 1 − 1/e with a standard deviation of 0.3/sqrt(n).
        message = f"{share:.1%} of a sample of {SIZE} are different examples; drawn with replacement, about 63% are."
        ctx.within(share, 0.632, standard_error=0.3 / SIZE**0.5, message=message)


@check("bootstrap_generator", title="Samples come from the generator, and are new each time", points=1, hidden=True)
def bootstrap_generator(ctx):
    seeded = ctx.seeded_generator()
    first, second = (ctx.candidate.bagging_indices(20, 2, generator=seeded) for _ in range(2))
    third, fourth = (ctx.candidate.bagging_indices(20, 2) for _ in range(2))
    found = [bool(torch.equal(first, second)), bool(torch.equal(third, fourth))]
    ctx.observe(found)
    ctx.require(found[0], "Two generators with one seed gave different samples: draw from `generator`.")
    ctx.require(not found[1], "Two calls without a generator gave the same samples.")


@check("mean_of_weights", title="swa_average takes the mean of weights and the last count", points=2)
def mean_of_weights(ctx):
    seeds, _, _ = draw(ctx)
    states = [dict(model.state_dict()) for model in fixtures.networks(seeds)]
    for k, state in enumerate(states):
        state["1.num_batches_tracked"] = torch.tensor(10 + 8 * k)  # rising, so that the last is never the mean
    ctx.given(states=len(states))
    found = ctx.candidate.swa_average(states)
    ctx.require(isinstance(found, dict), "`swa_average` must return a dict.")
    ctx.observe(found)
    ctx.require(sorted(found) == sorted(states[0]), f"The result has the keys {sorted(found)}; expected {sorted(states[0])}.")
    for name, last in states[-1].items():
        stack = torch.stack([state[name] for state in states])
        floating = last.is_floating_point()
        because = "" if floating else "Only floating tensors are averaged: take this one from the last state."
        ctx.equal(found[name], stack.mean(dim=0) if floating else last, what=f"`{name}`", because=because, **EXACT)


@check("states_untouched", title="The states stay as they were", points=1, hidden=True)
def states_untouched(ctx):
    seeds, _, _ = draw(ctx)
    states = [dict(model.state_dict()) for model in fixtures.networks(seeds)]
    _, (after,), _ = ctx.candidate.call_and_inputs("swa_average", states)
    kept = [torch.equal(value, new[name]) for old, new in zip(states, after) for name, value in old.items()]
    ctx.observe(kept)
    ctx.require(all(kept), "`swa_average` changed a state in place; add into new tensors.")


@check("statistics_anew", title="Batch norm's statistics become the mean over the batches", points=2)
def statistics_anew(ctx):
    seed, sizes = ctx.integer(0, 10**6), [7, 4, 5]
    batches = [ctx.randn(n, fixtures.INPUTS, dtype=torch.float64) * 2 + 1 for n in sizes]
    ctx.given(batches=str(sizes), model="in evaluation mode")
    model = ctx.candidate.fixtures.network(seed)
    model.eval()
    before = ctx.candidate.probe.state(model)
    ctx.candidate.refresh_statistics(model, batches)
    found, after = ctx.candidate.fixtures.statistics(model), ctx.candidate.probe.state(model)
    changed = [n for n, v in before.items() if n.endswith(("weight", "bias")) and not torch.equal(v, after[n])]
    ctx.observe([found, changed])
    with torch.no_grad():
        hidden = [fixtures.network(seed)[0](x) for x in batches]
    ctx.equal(found["mean"], torch.stack([h.mean(0) for h in hidden]).mean(0), what="The running mean", **EXACT)
    because = "It is the mean of the batches' unbiased variances."
    ctx.equal(found["var"], torch.stack([h.var(0) for h in hidden]).mean(0), what="The running variance", because=because, **EXACT)
    ctx.require(found["momentum"] == 0.2, f"The layer's momentum was 0.2 and is now {found['momentum']}.")
    ctx.require(not changed, f"Parameters changed: {', '.join(changed)}.")
