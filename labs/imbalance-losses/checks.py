"""Checks of losses for rare classes: values against torch's own, gradients against autograd, the sampler by its frequencies."""

import torch
from torch.nn import functional

from grader.checks import check

EXACT = {"rtol": 1e-6, "atol": 1e-8}
DRAWS = 6000
# Over 100 seeds: recall 0.77 to 0.98, balanced accuracy 0.87 to 0.94 with either loss; unweighted, recall 0.60 to 0.87.
STEPS, RECALL, BALANCED = 20, 0.70, 0.84


def labels(ctx, *counts):
    """Return shuffled labels with this many examples of each class."""
    y = torch.cat([torch.full((n,), k) for k, n in enumerate(counts)])
    return y[torch.randperm(len(y), generator=ctx.generator)]


def many_classes(ctx):
    y = labels(ctx, ctx.integer(6, 9), ctx.integer(2, 3), 1)
    return ctx.randn(len(y), 3, dtype=torch.float64, scale=2), y, ctx.rand(3, dtype=torch.float64) * 3 + 0.3


def two_classes(ctx):
    """Draw logits and labels, 1 in the minority."""
    y = labels(ctx, ctx.integer(5, 8), ctx.integer(2, 3)).double()
    return ctx.randn(len(y), dtype=torch.float64, scale=2), y


def focal(z, y, alpha, gamma):
    """The focal loss by its definition, from log-probabilities that torch computes."""
    losses = functional.binary_cross_entropy_with_logits(z, y, reduction="none")
    pt_wrong = torch.where(y > 0.5, torch.sigmoid(-z), torch.sigmoid(z))
    weights = 1.0 if alpha is None else torch.where(y > 0.5, alpha, 1 - alpha)
    return (weights * pt_wrong**gamma * losses).mean()


def bce(z, y, pos_weight):
    return functional.binary_cross_entropy_with_logits(z, y, pos_weight=torch.tensor(pos_weight, dtype=z.dtype))


def cross_entropy(z, y, w):
    return functional.cross_entropy(z, y, weight=w)


LOSSES = {"weighted_cross_entropy": cross_entropy, "weighted_bce": bce, "focal_loss": focal}


def judge_value(ctx, name, *args):
    """Return the candidate's loss and torch's."""
    found = getattr(ctx.candidate, name)(*args)
    ctx.observe(found)
    return found, LOSSES[name](*args)


def judge_gradient(ctx, name, z, *args):
    """Return what autograd pulls back to the logits, the candidate's and torch's."""
    _, found = ctx.candidate.gradients(name, z, *args, wrt=[0], upstream=torch.ones((), dtype=z.dtype))
    leaf = z.clone().requires_grad_()
    ctx.observe(found["0"])
    return found["0"], torch.autograd.grad(LOSSES[name](leaf, *args), leaf)[0]


@check("weights", title="class_weights gives rare classes large weights", points=2)
def weights(ctx):
    counts = [ctx.integer(11, 20), ctx.integer(5, 7), ctx.integer(2, 3), 1][: ctx.integer(2, 4)]
    y = labels(ctx, *counts)
    ctx.given(y=y, counts=str(counts), classes=len(counts))
    found = ctx.candidate.class_weights(y, len(counts))
    ctx.observe(found)
    want = len(y) / (len(counts) * torch.tensor(counts).float())
    ctx.equal(found, want, what="The list of weights", because=f"The classes have {counts} examples.")


@check("cross_entropy_values", title="The weighted cross-entropy is a weighted mean", points=2)
def cross_entropy_values(ctx):
    z, y, w = many_classes(ctx)
    ctx.given(z=z, y=y, w=w)
    found, want = judge_value(ctx, "weighted_cross_entropy", z, y, w)
    ctx.equal(found, want, what="`weighted_cross_entropy`", because="Divide by the sum of the weights of the examples.", **EXACT)


@check("bce_values", title="pos_weight counts for the positives alone", points=2)
def bce_values(ctx):
    z, y = two_classes(ctx)
    pos_weight = ctx.choose([2.5, 4.0, 7.0])
    ctx.given(z=z, y=y, pos_weight=pos_weight)
    found, want = judge_value(ctx, "weighted_bce", z, y, pos_weight)
    ctx.equal(found, want, what="`weighted_bce`", **EXACT)


@check("focal_values", title="The focal loss weighs by how wrong the model is", points=3)
def focal_values(ctx):
    (z, y), alpha, gamma = two_classes(ctx), ctx.choose([0.7, 0.8, 0.9]), ctx.choose([1.0, 2.0, 3.0])
    ctx.given(z=z, y=y, alpha=alpha, gamma=gamma)
    plain = judge_value(ctx, "focal_loss", z, y, None, gamma)
    weighted = judge_value(ctx, "focal_loss", z, y, alpha, gamma)
    ctx.equal(*plain, what=f"`focal_loss` with alpha = None and gamma = {gamma:g}", **EXACT)
    ctx.equal(*weighted, what=f"`focal_loss` with alpha = {alpha} and gamma = {gamma:g}", **EXACT)


@check("focal_without_focus", title="With gamma = 0 and no alpha it is the plain loss", points=1)
def focal_without_focus(ctx):
    z, y = two_classes(ctx)
    ctx.given(z=z, y=y, alpha=None, gamma=0.0)
    ctx.equal(*judge_value(ctx, "focal_loss", z, y, None, 0.0), what="`focal_loss` with alpha = None and gamma = 0", **EXACT)


@check("gradients", title="The gradients of the three losses are right", points=2)
def gradients(ctx):
    z, y = two_classes(ctx)
    many, classes, w = many_classes(ctx)
    calls = {
        "weighted_cross_entropy": {"z": many, "y": classes, "w": w},
        "weighted_bce": {"z": z, "y": y, "pos_weight": 3.0},
        "focal_loss": {"z": z, "y": y, "alpha": 0.8, "gamma": 2.0},
    }
    pairs = {}
    for name, given in calls.items():
        ctx.given(**given)
        pairs[name] = judge_gradient(ctx, name, *given.values())
    for name, (found, want) in pairs.items():
        ctx.given(**calls[name])
        ctx.require(found is not None, f"No gradient flows through `{name}`: keep to tensor operations, without `.item()` or `.detach()`.")
        ctx.equal(found, want, what=f"The gradient of `{name}` with respect to `z`", **EXACT)


@check("large_logits", title="Logits of ±1,000 keep values and gradients right", points=2, hidden=True)
def large_logits(ctx):
    z = torch.tensor([1000.0, -1000.0, 1000.0, -1000.0, 50.0, -50.0], dtype=torch.float64)
    y = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0, 1.0], dtype=torch.float64)
    wide, w = torch.stack([z, -z, 0 * z], dim=1), torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    calls = {"weighted_cross_entropy": (wide, y.long(), w), "weighted_bce": (z, y, 3.0), "focal_loss": (z, y, 0.8, 2.0)}
    found = {name: (judge_value(ctx, name, *args), judge_gradient(ctx, name, *args)) for name, args in calls.items()}
    for name, pairs in found.items():
        for what, (got, want) in zip((f"`{name}`", f"The gradient of `{name}`"), pairs):
            finite = isinstance(got, torch.Tensor) and bool(got.isfinite().all())
            because = "" if finite else "Don't take the logarithm of a probability: use `log_softmax` or `logsigmoid`."
            ctx.equal(got, want, what=f"{what} with logits of ±1,000", because=because, **EXACT)


def drawn(ctx, y, n):
    indices = ctx.candidate.balanced_sampler(y, n, generator=ctx.seeded_generator())
    ctx.require(isinstance(indices, torch.Tensor), "`balanced_sampler` must return a tensor of indices.")
    ctx.require(indices.dtype == torch.int64, f"The indices are {indices.dtype}; expected torch.int64.")
    ctx.require(list(indices.shape) == [n], f"The indices have shape {list(indices.shape)}; expected [{n}].")
    inside = bool(((indices >= 0) & (indices < len(y))).all())
    ctx.require(inside, f"Some indices are not between 0 and {len(y) - 1}.")
    return indices


@check("sampler_frequencies", title="The sampler draws all classes equally often", points=2)
def sampler_frequencies(ctx):
    y = labels(ctx, ctx.integer(30, 60), ctx.integer(6, 10), 2)
    ctx.given(y=y, counts=str(torch.bincount(y).tolist()), n=DRAWS)
    indices = drawn(ctx, y, DRAWS)
    shares = (torch.bincount(y[indices], minlength=3) / DRAWS).tolist()
    natural = (torch.bincount(y) / len(y)).tolist()
    error = (1 / 3 * 2 / 3 / DRAWS) ** 0.5
    ctx.observe([[abs(share - aim) < 5 * error for share, aim in zip(shares, aims)] for aims in ([1 / 3] * 3, natural)])
    for k, share in enumerate(shares):
        message = f"Class {k} has {share:.1%} of {DRAWS} draws; expected a third, since each of the 3 classes is equally likely."
        ctx.within(share, 1 / 3, standard_error=error, message=message)
    for k in range(3):
        members = (y == k).nonzero()[:, 0]
        missing = len(members) - len(set(indices[y[indices] == k].tolist()))
        ctx.require(not missing, f"{missing} of the {len(members)} examples of class {k} were never drawn; all are equally likely.")
    hits = torch.bincount(indices[y[indices] == 2], minlength=len(y)).double()
    share = (hits.max() / hits.sum()).item()
    # One of the two examples of class 2 has half of its draws.
    message = f"One of the two examples of class 2 has {share:.1%} of its draws; expected about half."
    ctx.within(share, 0.5, standard_error=0.5 / hits.sum().item() ** 0.5, message=message)


@check("sampler_generator", title="The sampler uses its generator, and draws anew each time", points=1, hidden=True)
def sampler_generator(ctx):
    y, seeded = labels(ctx, 12, 4), ctx.seeded_generator()
    first, second = (ctx.candidate.balanced_sampler(y, 30, generator=seeded) for _ in range(2))
    third, fourth = (ctx.candidate.balanced_sampler(y, 30) for _ in range(2))
    found = [bool(torch.equal(first, second)), bool(torch.equal(third, fourth))]
    ctx.observe(found)
    ctx.require(found[0], "Two generators with one seed gave different draws: draw from `generator`.")
    ctx.require(not found[1], "Two calls without a generator gave the same draws.")


@check("missing_classes", title="Classes that don't occur, and a single example, do no harm", points=1, hidden=True)
def missing_classes(ctx):
    y = labels(ctx, 5, 0, 2, 0)
    indices = drawn(ctx, y, 400)
    found = [ctx.candidate.class_weights(y, 4), ctx.candidate.class_weights(torch.tensor([1]), 2)]
    share = (y[indices] == 0).double().mean().item()
    ctx.observe([found, [abs(share - aim) < 0.125 for aim in (0.5, 5 / 7)]])
    because = "Classes without examples get 0."
    ctx.equal(found[0], torch.tensor([7 / 20, 0, 7 / 8, 0]), what="The list of weights with two empty classes", because=because)
    ctx.equal(found[1], torch.tensor([0, 0.5]), what="The list of weights for one example of class 1 of 2", because=because)
    message = f"Of two classes that occur, one has {share:.1%} of the draws; expected about half."
    ctx.within(share, 0.5, standard_error=0.025, message=message)


@check("types_kept", title="Losses keep the dtype, and inputs stay as they were", points=1, hidden=True)
def types_kept(ctx):
    (z, y), (wide, classes, w) = two_classes(ctx), many_classes(ctx)
    z, y, wide, w = z.float(), y.float(), wide.float(), w.float()
    calls = {"weighted_cross_entropy": (wide, classes, w), "weighted_bce": (z, y, 3.0), "focal_loss": (z, y, 0.8, 2.0)}
    for name, args in calls.items():
        found = ctx.unchanged(name, *args)
        ctx.observe(found)
        ctx.equal(found, LOSSES[name](*args), what=f"`{name}` in float32")
    ctx.unchanged("class_weights", classes, 3)
    ctx.unchanged("balanced_sampler", classes, 5)


def clouds(ctx, n):
    """Draw points (n, 2), one in ten positive and shifted by 2 each way, and their labels."""
    y = labels(ctx, n - n // 10, n // 10)
    return ctx.randn(n, 2, dtype=torch.float64) + 2 * y[:, None], y


@check("finds_the_rare", title="A model trained with your losses finds the rare class", points=1, rerun=False)
def finds_the_rare(ctx):
    (x, y), (unseen, truth) = clouds(ctx, 200), clouds(ctx, 4000)
    ctx.given(x=x, y=y, steps=STEPS)
    w = ctx.candidate.class_weights(y, 2)
    for name, args in (("weighted_bce", (float(w[1] / w[0]),)), ("focal_loss", (0.9, 2.0))):
        theta = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        opt = torch.optim.Adam([theta], lr=0.4)
        for step in range(STEPS):
            z = x @ theta[:2] + theta[2]
            value, slopes = ctx.candidate.gradients(name, z.detach(), y.double(), *args, wrt=[0], upstream=torch.ones((), dtype=z.dtype))
            ctx.report(step, **{name: float(value)})
            opt.zero_grad()
            z.backward(slopes["0"])
            opt.step()
        said = (unseen @ theta[:2] + theta[2] > 0).long()
        recalls = [(said[truth == k] == k).double().mean().item() for k in (0, 1)]
        ctx.require(recalls[1] >= RECALL, f"With `{name}`, {recalls[1]:.0%} of the rare class are found; expected {RECALL:.0%} or more.")
        balanced = sum(recalls) / 2
        ctx.require(balanced >= BALANCED, f"With `{name}`, the balanced accuracy is {balanced:.1%}; expected {BALANCED:.0%} or more.")
