"""Checks of the probe: its norms against autograd on the same network here, the traces it leaves, and what it says of deep networks."""

import math

import fixtures
import torch
from torch.nn.functional import cross_entropy

from grader.checks import check

INF, NAN = float("inf"), float("nan")
# Measured over 200 seeds, the ratio of the outputs' norms and that of the weights' norms:
#   sigmoid 5e-14 to 3e-13 and 6e-14 to 3e-12, tanh 0.045 to 0.19 and 0.25 to 1.7, relu 0.099 to 1 and 0.074 to 2.3,
#   relu with small weights 2e-16 to 2e-15 and 0.4 to 19, with large ones 2e13 to 2e14 and 0.007 to 0.12, overflowing NaN.
DIAGNOSES = {
    "sigmoid": "vanishing",
    "tanh": "healthy",
    "relu": "healthy",
    "relu, small weights": "vanishing",
    "relu, large weights": "exploding",
    "relu, overflowing": "exploding",
}


def expected_norms(model, x, y):
    """Return the norms by weight and by output, from a forward pass that keeps every output."""
    layers = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    outputs = []
    handles = [layer.register_forward_hook(lambda _, __, output: outputs.append(output)) for layer in layers]
    loss = cross_entropy(model(x), y)
    for handle in handles:
        handle.remove()
    found = torch.autograd.grad(loss, [*(layer.weight for layer in layers), *outputs])
    norms = torch.stack([gradient.double().norm() for gradient in found])
    return norms[: len(layers)], norms[len(layers) :]


class Probed:
    """The candidate's probe on a small network, and what is right for it."""

    def __init__(self, ctx, rows=None, stale=False):
        self.ctx = ctx
        seed, inputs, width = ctx.integer(0, 10**6), ctx.integer(2, 6), ctx.integer(3, 6)
        x, y = ctx.randn(rows or ctx.integer(4, 9), inputs, dtype=torch.float64), None
        y = ctx.randint(0, fixtures.CLASSES, (len(x),))
        ctx.given(model="four linear layers, two of them in a block", x=x, y=y)
        self.model = ctx.candidate.fixtures.small(seed, inputs, width)
        if stale:
            ctx.candidate.fixtures.leave_gradients(self.model)
        self.before = self.look()
        self.norms = two_lists(ctx, ctx.candidate.gradient_norms(self.model, x, y), 4)
        self.after = self.look()
        self.expected = expected_norms(fixtures.small(seed, inputs, width), x, y)

    def look(self):
        probe = self.ctx.candidate.probe
        return probe.gradients(self.model), probe.modes(self.model), probe.state(self.model)

    def judge(self, place):
        what = ("weight", "output")[place]
        self.ctx.observe(self.norms[place])
        for layer, (found, wanted) in enumerate(zip(self.norms[place], self.expected[place].tolist()), start=1):
            self.ctx.equal(found, wanted, what=f"The norm of the gradient at the {what} of linear layer {layer}", rtol=1e-6, atol=1e-9)


def two_lists(ctx, out, layers):
    pair = isinstance(out, tuple | list) and len(out) == 2
    ctx.require(pair, "`gradient_norms` must return two lists: `weight_norms` and `output_norms`.")
    lists = [numbers(part) for part in out]
    ctx.require(None not in lists, "`weight_norms` and `output_norms` must be lists of numbers.")
    for name, found in zip(("weight_norms", "output_norms"), lists):
        ctx.require(len(found) == layers, f"`{name}` has {len(found)} entries; the model has {layers} linear layers.")
    return lists


def numbers(part):
    """Return a list of floats, or None for what is none."""
    part = list(part) if isinstance(part, tuple | list | torch.Tensor) else [None]
    fits = all(isinstance(n, int | float) or (isinstance(n, torch.Tensor) and n.numel() == 1) for n in part)
    return [float(n) for n in part] if fits else None


@check("weight_norms", title="Norms of the gradients at the weights", points=3)
def weight_norms(ctx):
    Probed(ctx).judge(0)


@check("output_norms", title="Norms of the gradients at the outputs", points=3)
def output_norms(ctx):
    Probed(ctx).judge(1)


@check("one_row", title="A batch of one row is enough", points=1, hidden=True)
def one_row(ctx):
    probed = Probed(ctx, rows=1)
    probed.judge(0)
    probed.judge(1)


@check("no_gradients_left", title="Every .grad stays as it was, and old ones do not count", points=2)
def no_gradients_left(ctx):
    both = [Probed(ctx, stale=stale) for stale in (False, True)]
    ctx.observe([[probed.norms, probed.after[0]] for probed in both])
    for probed in both:
        before, after = probed.before[0], probed.after[0]
        changed = [name for name, value in before.items() if not _alike(value, after[name])]
        ctx.require(not changed, f"The probe changed the `.grad` of `{(changed + [''])[0]}`; `torch.autograd.grad` writes none.")
        probed.judge(0)


def _alike(before, after):
    return before is after if before is None or after is None else torch.equal(before, after)


@check("no_hooks_left", title="No hook stays behind", points=2)
def no_hooks_left(ctx):
    probed = Probed(ctx)
    left = ctx.candidate.fixtures.count_hooks(probed.model)
    model = ctx.candidate.fixtures.small(1, 5, 3)
    too_wide = ctx.randn(2, 6, dtype=torch.float64)
    ctx.raises("RuntimeError", "gradient_norms", model, too_wide, torch.tensor([0, 1]), because="The input does not fit the model.")
    left_by_error = ctx.candidate.fixtures.count_hooks(model)
    ctx.observe([left, left_by_error])
    ctx.require(left == 0, f"{left} hooks are still in the model after the probe: remove each one by its handle.")
    told = f"{left_by_error} hooks are still in the model after `model(x)` raised an error: remove them in a `finally:` block."
    ctx.require(left_by_error == 0, told)


@check("nothing_else_changed", title="Parameters and modes stay as they were", points=1, hidden=True)
def nothing_else_changed(ctx):
    seed = ctx.integer(0, 10**6)
    x, y = ctx.randn(4, 3, dtype=torch.float64), torch.tensor([0, 1, 2, 0])
    for mode in ("eval", "train"):
        model = ctx.candidate.fixtures.small(seed, 3, 4)
        getattr(model, mode)()
        values, modes = ctx.candidate.probe.state(model), ctx.candidate.probe.modes(model)
        ctx.unchanged("gradient_norms", model, x, y)
        after, modes_after = ctx.candidate.probe.state(model), ctx.candidate.probe.modes(model)
        ctx.observe([after, modes_after])
        ctx.require(all(torch.equal(values[name], after[name]) for name in values), "The probe changed a parameter.")
        ctx.require(modes == modes_after, f"The model was in `{mode}` mode before the probe and is not any more.")


@check("ratio", title="The ratio of first to last, also where the last is 0", points=2)
def ratio(ctx):
    first, last = float(ctx.rand(1)) + 0.1, float(ctx.rand(1)) + 0.2
    cases = [([first, 7.0, last], first / last), ([0.0, 3.0, last], 0.0), ([first, 1.0, 0.0], INF), ([0.0, 0.0], 0.0), ([first], 1.0)]
    ctx.given(norms=", ".join(str([round(n, 4) for n in norms]) for norms, _ in cases))
    found = [ctx.candidate.ratio_first_last(norms) for norms, _ in cases]
    ctx.observe(found)
    for (norms, wanted), got in zip(cases, found):
        told = ", ".join(f"{n:.4g}" for n in norms)
        ctx.equal(got, wanted, what=f"The ratio of [{told}]", rtol=1e-9, atol=0)


def written(ratio):
    return f"{ratio:.3g}".replace("nan", "NaN").replace("inf", "infinity")


@check("diagnosis", title="Both ratios count, and NaN is no sign of health", points=2)
def diagnosis(ctx):
    fine = float(ctx.rand(1)) + 0.1
    tiny, huge = 10.0 ** -ctx.integer(4, 14), 10.0 ** ctx.integer(4, 14)
    cases = [
        ((fine, fine), "healthy"), ((tiny, tiny), "vanishing"), ((huge, huge), "exploding"), ((fine, tiny), "vanishing"),
        ((tiny, fine), "vanishing"), ((fine, huge), "exploding"), ((tiny, huge), "exploding"), ((huge, tiny), "exploding"),
        ((NAN, NAN), "exploding"), ((fine, NAN), "exploding"), ((INF, fine), "exploding"), ((0.0, 0.0), "vanishing"),
        ((0.002, 900.0), "healthy"), ((0.0009, 1.0), "vanishing"), ((1.0, 1001.0), "exploding"),
    ]  # fmt: skip
    found = []
    for (weight_ratio, output_ratio), _ in cases:
        ctx.given(weight_ratio=weight_ratio, output_ratio=output_ratio)
        found.append(ctx.candidate.diagnose(weight_ratio, output_ratio))
    ctx.given()  # the message says it
    ctx.observe(found)
    for (ratios, wanted), got in zip(cases, found):
        weights, outputs = map(written, ratios)
        told = f"With weight_ratio {weights} and output_ratio {outputs} the answer was {got!r}; expected {wanted!r}."
        ctx.require(got == wanted, told)


@check("deep_networks", title="The probe tells deep networks apart", points=1, rerun=False)
def deep_networks(ctx):
    x, y = ctx.randn(32, fixtures.WIDTH), ctx.randint(0, fixtures.CLASSES, (32,))
    ctx.given(x=x, y=y, networks="; ".join(DIAGNOSES))
    for kind, wanted in DIAGNOSES.items():
        seed = ctx.integer(0, 10**6)
        model = ctx.candidate.fixtures.deep(kind, seed)
        norms = two_lists(ctx, ctx.candidate.gradient_norms(model, x, y), fixtures.KINDS[kind][1] + 1)
        for layer, norm in enumerate(norms[1], start=1):
            if kind in ("sigmoid", "relu") and norm > 0:
                ctx.report(layer, **{f"log10 of the norm, {kind}": math.log10(norm)})
        ratios = [ctx.candidate.ratio_first_last(part) for part in norms]
        got = ctx.candidate.diagnose(*ratios)
        weights, outputs = map(written, ratios)
        told = f"The network \"{kind}\" has the ratios {weights} (weights) and {outputs} (outputs) and was called {got!r}; expected {wanted!r}."
        ctx.require(got == wanted, told)
