"""Checks of initialisation: tens of thousands of weights at a time, judged by their spread, their ends and their shape."""

import math

import torch

from grader.checks import check

NAN = float("nan")


def filled(ctx, name, shape, dtype=torch.float32, **options):
    """Let the candidate fill a weight of NaN and return it, after a look at whether it is there at all."""
    result, after, _ = ctx.candidate.call_and_inputs(name, torch.full(shape, NAN, dtype=dtype), **options)
    w = after[0] if isinstance(after[0], torch.Tensor) and not after[0].isnan().all() else result
    ctx.require(isinstance(w, torch.Tensor), f"`{name}` must fill `w` and return it.")
    ctx.require(list(w.shape) == list(shape), f"`{name}` gave shape {list(w.shape)}; `w` has {list(shape)}.")
    ctx.require(not bool(w.isnan().any()), f"`{name}` left entries of `w` unfilled.")
    return w.double()


def guesses(shape, gain=1.0, kernel=1):
    """Spreads that a mistake may lead to; the evidence says which of them fits."""
    fan_in, fan_out = shape[1] * kernel, shape[0] * kernel
    both = [2 / (fan_in + fan_out), 2 / fan_in, 2 / fan_out, 1 / fan_in, 1 / fan_out, 2 / shape[1], 2 / shape[0], 1 / (fan_in + fan_out)]
    stds = [factor * math.sqrt(value) for value in both for factor in {1.0, gain, math.sqrt(gain), 1 / math.sqrt(3), gain / math.sqrt(3)}]
    return stds + both


def recognise_in(w, shape):
    """Say which guesses the spread of a layer's weight fits."""
    return recognise(float(w.double().std()), shape, 1 / math.sqrt(2 * w.numel()), kernel=math.prod(shape[2:]))


def fits(found, expected, error):
    return abs(found - expected) <= 5 * error


def recognise(found, shape, relative_error, **options):
    """Say which guesses a spread fits; the number itself if none, so that no two unknown mistakes look alike."""
    matches = [fits(found, guess, relative_error * guess) for guess in sorted(set(guesses(shape, **options)))]
    return matches if any(matches) else found


def judge_normal(ctx, name, w, std, **options):
    count = w.numel()
    found, error = float(w.std()), std / math.sqrt(2 * count)
    mean, mean_error = float(w.mean()), std / math.sqrt(count)
    inside = float((w.abs() < std).double().mean())
    ctx.observe([recognise(found, tuple(w.shape), 1 / math.sqrt(2 * count), **options), fits(mean, 0, max(mean_error, found / math.sqrt(count)))])
    told = f"The weights of `{name}` have the standard deviation {found:.4g}; expected {std:.4g}."
    ctx.within(found, std, standard_error=error, message=told)
    ctx.within(mean, 0, standard_error=mean_error, message=f"The weights of `{name}` have the mean {mean:.4g}; expected 0.")
    share_error = math.sqrt(0.6827 * 0.3173 / count)
    told = f"The weights of `{name}` are not normally distributed: {inside:.0%} lie within one standard deviation; expected 68%."
    ctx.within(inside, 0.6827, standard_error=share_error, message=told)


def judge_uniform(ctx, name, w, std, **options):
    bound, low, high = math.sqrt(3) * std, float(w.min()), float(w.max())
    # With 20,000 draws or more, the largest misses the last 0.2 per cent of the range less than once in 10^8 runs.
    ctx.observe([recognise(high / math.sqrt(3), tuple(w.shape), 0.0005, **options), low < -0.99 * high])
    told = f"The weights of `{name}` lie between {low:.4g} and {high:.4g}; expected ±{bound:.4g}, which gives the standard deviation {std:.4g}."
    ctx.require(abs(high - bound) < 0.002 * bound and abs(low + bound) < 0.002 * bound, told)
    middle = float((w.abs() < bound / 2).double().mean())
    told = f"The weights of `{name}` are not spread evenly: {middle:.0%} lie in the inner half of the range."
    ctx.within(middle, 0.5, standard_error=0.5 / math.sqrt(w.numel()), message=told)


def draw_shape(ctx):
    """A linear weight with fans far enough apart to tell formulas apart."""
    return ctx.integer(90, 110), ctx.integer(280, 330)


def judge_fans(ctx, shapes):
    found = [ctx.candidate.fans(shape) for shape in shapes]
    ctx.observe(found)
    for shape, answer in zip(shapes, found):
        kernel = math.prod(shape[2:])
        want = (shape[1] * kernel, shape[0] * kernel)
        ctx.require(isinstance(answer, tuple | list) and len(answer) == 2, "`fans` must return two numbers: fan_in and fan_out.")
        ctx.require(tuple(answer) == want, f"For the shape {shape} `fans` gave {tuple(answer)}; expected {want}.")


@check("fans_linear", title="Fans of a linear layer", points=1)
def fans_linear(ctx):
    out = ctx.integer(2, 9)
    shape = (out, out + ctx.integer(1, 9))
    ctx.given(shape=str(shape))
    judge_fans(ctx, [shape, (1, 7), (7, 1)])


@check("fans_of_kernels", title="Fans of convolutions count the kernel", points=2)
def fans_of_kernels(ctx):
    out = ctx.integer(5, 9)
    shapes = [(out, out - 1, 3, 5), (out, out + 2, ctx.integer(2, 4)), (out, 2, 2, 3, 2), (out, 3, 1, 1)]
    ctx.given(shapes=", ".join(map(str, shapes)))
    judge_fans(ctx, shapes)


@check("xavier_normal", title="Xavier, normal", points=2)
def xavier_normal(ctx):
    for gain in (1.0, ctx.choose([1.6, 2.5])):
        shape = draw_shape(ctx)
        ctx.given(w=torch.empty(shape), gain=gain)
        w = filled(ctx, "xavier_normal_", shape, gain=gain)
        judge_normal(ctx, "xavier_normal_", w, gain * math.sqrt(2 / sum(shape)), gain=gain)


@check("xavier_uniform", title="Xavier, uniform", points=2)
def xavier_uniform(ctx):
    for gain in (1.0, ctx.choose([1.6, 2.5])):
        shape = draw_shape(ctx)
        ctx.given(w=torch.empty(shape), gain=gain)
        w = filled(ctx, "xavier_uniform_", shape, gain=gain)
        judge_uniform(ctx, "xavier_uniform_", w, gain * math.sqrt(2 / sum(shape)), gain=gain)


@check("he_normal", title="He, normal, with either fan", points=2)
def he_normal(ctx):
    for place, mode in ((1, "fan_in"), (0, "fan_out")):
        shape = draw_shape(ctx)
        ctx.given(w=torch.empty(shape), mode=mode)
        w = filled(ctx, "he_normal_", shape, mode=mode)
        judge_normal(ctx, f"he_normal_(w, mode='{mode}')", w, math.sqrt(2 / shape[place]))


@check("he_uniform", title="He, uniform, with either fan", points=2)
def he_uniform(ctx):
    for place, mode in ((1, "fan_in"), (0, "fan_out")):
        shape = draw_shape(ctx)
        ctx.given(w=torch.empty(shape), mode=mode)
        w = filled(ctx, "he_uniform_", shape, mode=mode)
        judge_uniform(ctx, f"he_uniform_(w, mode='{mode}')", w, math.sqrt(2 / shape[place]))


@check("in_place", title="The weight itself is filled, and returned", points=2)
def in_place(ctx):
    shape = (4, 6)
    ctx.given(w=torch.empty(shape, dtype=torch.float64))
    for name in ("xavier_uniform_", "xavier_normal_", "he_uniform_", "he_normal_"):
        empty = torch.full(shape, NAN, dtype=torch.float64)
        result, after, _ = ctx.candidate.call_and_inputs(name, empty)
        still_empty = bool(after[0].isnan().all())
        returned = isinstance(result, torch.Tensor) and torch.equal(result, after[0])
        ctx.observe([still_empty, returned, type(result).__name__])
        ctx.require(not still_empty, f"`{name}` left `w` as it was; fill it in place, for example with `w.normal_(…)`.")
        ctx.require(returned, f"`{name}` must return `w`.")
        again, _, _ = ctx.candidate.call_and_inputs(name, empty)
        ctx.require(not torch.equal(result, again), f"`{name}` filled two weights with the same numbers; draw anew each time.")


@check("kernels_filled", title="Convolutions are filled by their own fans", points=1, hidden=True)
def kernels_filled(ctx):
    shape, kernel = (ctx.integer(20, 24), ctx.integer(70, 76), 3, 7), 21
    options = {"kernel": kernel}
    w = filled(ctx, "he_normal_", shape)
    judge_normal(ctx, "he_normal_(w)", w, math.sqrt(2 / (shape[1] * kernel)), **options)
    w = filled(ctx, "xavier_uniform_", shape)
    judge_uniform(ctx, "xavier_uniform_(w)", w, math.sqrt(2 / ((shape[0] + shape[1]) * kernel)), **options)


@check("model", title="A model's linear and convolution layers are filled, the rest is left alone", points=2)
def model(ctx):
    ctx.given(model="convolutions, a batch norm and linear layers, some nested")
    network = ctx.candidate.fixtures.network()
    before = ctx.candidate.probe.state(network)
    result = ctx.candidate.init_model_(network)
    after = ctx.candidate.probe.state(network)
    biases = [n for n in before if n.endswith("bias") and "norm" not in n]
    norms = [n for n in before if "norm" in n]
    weights = [n for n in before if n not in biases and n not in norms]
    zero = [bool((after[n] == 0).all()) for n in biases]
    kept = [bool(torch.equal(before[n], after[n])) for n in norms]
    # A fan_in of torch's own default gives √(1/3) of He's spread.
    spreads = [float(after[n].double().std() * math.sqrt(before[n][0].numel() / 2)) for n in weights]
    close = [fits(spread, 1, 1 / math.sqrt(2 * before[n].numel())) for n, spread in zip(weights, spreads)]
    # Weights that stay as they are can have two reasons: `he_normal_` fills a copy, or it was not called.
    _, (in_place, *_), _ = ctx.candidate.call_and_inputs("he_normal_", torch.full((4, 6), NAN))
    known = [recognise_in(after[n], before[n].shape) for n in weights]
    ctx.observe([[after[n] for n in biases], kept, known, result is None, bool(in_place.isnan().any())])
    for name, right, spread in zip(weights, close, spreads):
        ctx.require(right, f"`{name}` has {spread:.3g} times the standard deviation of He's rule; fill it with `he_normal_`.")
    for name, right in zip(biases, zero):
        ctx.require(right, f"`{name}` must be 0.")
    for name, right in zip(norms, kept):
        ctx.require(right, f"`{name}` belongs to a batch norm and must stay as it was.")
    ctx.require(result is not None, "`init_model_` must return the model.")


@check("signal", title="Ten ReLU layers of 256 units keep the signal's size", points=2, rerun=False)
def signal(ctx):
    # Standard deviation after ten layers over 200 seeds: 0.54 to 1.22 with He, 0.017 to 0.038 with Xavier.
    x = ctx.randn(64, 256)
    ctx.given(x=x, depth=10)
    for layer in range(10):
        x = (x @ filled(ctx, "he_normal_", (256, 256)).float().T).relu()
        ctx.report(layer + 1, std=float(x.std()))
    spread = float(x.std())
    ctx.require(0.3 < spread < 3, f"After ten layers filled by `he_normal_` the signal's standard deviation is {spread:.3g}; expected 0.3 to 3.")


@check("refusals", title="What has no fans is refused, and so is an unknown mode", points=1, hidden=True)
def refusals(ctx):
    for shape in ((5,), ()):
        ctx.raises("ValueError", "fans", shape, because=f"The shape {shape} has fewer than two dimensions.")
    ctx.raises("ValueError", "he_normal_", torch.zeros(3, 4), mode="fan_sum", because="There is no mode `fan_sum`.")
    ctx.raises("ValueError", "he_uniform_", torch.zeros(3, 4), mode="fan_sum", because="There is no mode `fan_sum`.")
