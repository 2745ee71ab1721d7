"""Checks of folding layers, of telling affine functions from bent ones, and of a network for XOR."""

import torch

from grader.checks import check

CORNERS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
TARGETS = (-1, 1, 1, -1)
IDENTITY = ("the identity", lambda fixtures: fixtures.identity(), 3)
SQUARE = ("the square of each input", lambda fixtures: fixtures.square(), 2)
SAME = "For every x, `W @ x + b` must be what the layers give one after the other."


def layers(ctx, widths, dtype=torch.float64):
    return [(ctx.randn(k, n, dtype=dtype), ctx.randn(k, dtype=dtype)) for n, k in zip(widths, widths[1:])]


def folded(ctx, widths, dtype=torch.float64, **options):
    given = layers(ctx, widths, dtype)
    found = ctx.candidate.collapse(given)
    ctx.require(isinstance(found, tuple | list) and len(found) == 2, "`collapse` must return two values: `W` and `b`.")
    sizes = " → ".join(map(str, widths))
    for name, got, want in zip("Wb", found, ctx.reference.collapse(given)):
        ctx.equal(got, want, what=f"`{name}` for layers {sizes}", because=SAME, **options)


def answers(ctx, *, affine, bent):
    """Ask about functions of both kinds, or one answer for all would earn points; judge then, so that all tell mistakes apart."""
    questions = [(*question, True) for question in affine] + [(*question, False) for question in bent]
    found = []
    for _, make, dim, _ in questions:
        answer = ctx.candidate.is_affine(make(ctx.candidate.fixtures), dim)
        if isinstance(answer, torch.Tensor) and answer.numel() == 1:
            answer = bool(answer)
        ctx.require(isinstance(answer, bool), f"`is_affine` must return True or False; it returned a {type(answer).__name__}.")
        found.append(answer)
    ctx.observe(found)
    for (name, _, dim, want), answer in zip(questions, found):
        ctx.require(answer is want, f"`is_affine` says {answer} for {name} (dim = {dim}); expected {want}.")


def random_stack(ctx, widths, between, **options):
    """Return what makes the stack at the candidate's side."""
    seed = ctx.integer(0, 10**6)
    return lambda fixtures: fixtures.stack(seed, widths, between, **options)


@check("folded", title="A stack becomes one layer", points=3)
def folded_stack(ctx):
    size = ctx.integer(2, 4)
    widths = (torch.randperm(5, generator=ctx.generator)[:4] + 2).tolist()
    ctx.given(widths=f"{' → '.join([str(size)] * 4)}, then {' → '.join(map(str, widths))}")
    folded(ctx, [size] * 4, rtol=1e-9, atol=1e-9)  # square first: a wrong order shows as numbers and not as a crash
    folded(ctx, widths, rtol=1e-9, atol=1e-9)


@check("folded_awkwardly", title="One layer, a bottleneck, twelve layers and float32 come out right", points=2, hidden=True)
def folded_awkwardly(ctx):
    folded(ctx, [3, 3])
    folded(ctx, [3, 3, 3], torch.float32)
    folded(ctx, [4, 1, 3, 2])
    folded(ctx, [1, 1, 1])
    folded(ctx, [2] * 13)


@check("layers_untouched", title="The layers stay as they were", points=1, hidden=True)
def layers_untouched(ctx):
    given = layers(ctx, [3, 3, 3])
    _, (after, *_), _ = ctx.candidate.call_and_inputs("collapse", given)
    kept = len(after) == len(given) and all(torch.equal(old, new) for a, b in zip(given, after) for old, new in zip(a, b))
    ctx.observe([kept, [list(layer) for layer in after]])
    ctx.require(kept, "`collapse` changed the layers that it was given; work on new tensors and a list of your own.")


@check("affine_functions", title="Affine functions are recognised, with and without a bias", points=2)
def affine_functions(ctx):
    stacks = [random_stack(ctx, widths, None) for widths in ([3, 5, 2], [1, 4, 1])]
    linear = random_stack(ctx, [4, 3], None, bias=False)
    large = random_stack(ctx, [4, 6, 3], None, scale=150.0)
    ctx.given(functions="stacks of linear layers, a constant, the identity; and the square, which is not affine")
    questions = [
        ("two layers with biases", stacks[0], 3),
        ("one layer without a bias", linear, 4),
        ("a constant", lambda fixtures: fixtures.constant(3.0), 2),
        IDENTITY,
        ("two layers of one input", stacks[1], 1),
        ("two layers whose values reach 10⁶", large, 4),
    ]
    answers(ctx, affine=questions, bent=[SQUARE])


@check("bent_functions", title="A stack with something between its layers is found out", points=2)
def bent_functions(ctx):
    relu, tanh = (random_stack(ctx, [3, 6, 2], between) for between in ("relu", "tanh"))
    ctx.given(functions="stacks with ReLU, with tanh, and the square; and the identity, which is affine")
    questions = [
        ("two layers with ReLU between them", relu, 3),
        ("two layers with tanh between them", tanh, 3),
        SQUARE,
    ]
    answers(ctx, affine=[IDENTITY], bent=questions)


@check("hidden_bends", title="A bend is found where some tests miss it", points=2, hidden=True)
def hidden_bends(ctx):
    # Of pairs of standard normal points, at least 27 % show the bend by 1 % of the largest value (300 seeds each).
    rays = random_stack(ctx, [3, 6, 2], "relu", bias=False)
    mirrored = random_stack(ctx, [2, 6, 2], "tanh", bias=False)
    seed = ctx.integer(0, 10**6)
    questions = [
        ("a network that is straight along every ray from 0", rays, 3),
        ("a network that gives −f(x) for −x", mirrored, 2),
        ("a function that is bent in one output only", lambda fixtures: fixtures.bent_in_one_output(seed, 3), 3),
        ("a function that is bent in one input only", lambda fixtures: fixtures.bent_in_one_input(seed, 3), 3),
        ("the absolute value of a single input", lambda fixtures: fixtures.bent_in_one_input(seed, 1), 1),
    ]
    answers(ctx, affine=[IDENTITY], bent=questions)


@check("xor", title="Two layers with a ReLU solve XOR", points=2)
def xor(ctx):
    ctx.given(inputs="(0, 0), (0, 1), (1, 0), (1, 1)")
    found = ctx.candidate.xor_weights()
    ctx.require(isinstance(found, tuple | list) and len(found) == 4, "`xor_weights` must return four tensors: W1, b1, W2, b2.")
    ctx.require(all(isinstance(t, torch.Tensor) and t.is_floating_point() for t in found), "The four weights must be floating tensors.")
    W1, b1, W2, b2 = (t.double() for t in found)
    shapes = [list(t.shape) for t in found]
    units = len(b1) if b1.dim() == 1 else 0
    fits = shapes == [[units, 2], [units], [1, units], [1]]
    ctx.require(units > 0 and fits, f"The shapes are {shapes}; with H hidden units they must be [H, 2], [H], [1, H], [1].")
    outputs = ((CORNERS @ W1.T + b1).clamp(min=0) @ W2.T + b2).flatten().tolist()
    ctx.observe([(value > 0) - (value < 0) for value in outputs])
    for corner, value, sign in zip(CORNERS.tolist(), outputs, TARGETS):
        x1, x2 = map(int, corner)
        message = f"For the input ({x1}, {x2}) your network gives {value:.4g}; it must be {'positive' if sign > 0 else 'negative'}."
        ctx.require(value * sign > 0, message)
