"""Checks of a gradient checker. The functions it is asked about live on the candidate's side, made by fixtures from a seed."""

import math

import torch

from grader.checks import check

SIX = "Six digits must be right; a one-sided difference gets fewer."
CLAIMS = {
    "": "a right gradient",
    "doubled": "a doubled gradient",
    "flipped": "a gradient with the wrong sign",
    "one missing": "a gradient with a zero in its last place",
    "one slightly off": "a gradient with one entry slightly off",
    "cancelling": "a gradient whose errors add up to 0",
}


def draw(ctx, *shape):
    """Draw a point, a seed for a function of it, and the number of its entries."""
    x = ctx.randn(*shape, dtype=torch.float64)
    return x, ctx.integer(0, 10**6), x.numel()


def number(ctx, value, name):
    fits = (isinstance(value, torch.Tensor) and value.numel() == 1) or type(value) in (int, float)
    ctx.require(fits, f"`{name}` must return a number.")
    return float(value)


def smooth_slopes(ctx, x, seed):
    return ctx.reference.fixtures.smooth_gradient(seed, x.numel())(x.double())


def answers(ctx, questions):
    """Ask about each claim first and judge then, so that all the answers tell mistakes apart."""
    found = []
    for what, f, grad_f, x, _, _ in questions:
        answer = ctx.candidate.check_gradient(f, grad_f, x)
        ctx.require(isinstance(answer, tuple | list) and len(answer) == 2, "`check_gradient` must return two values: `ok` and `kinks`.")
        ok, kinks = answer
        ok = bool(ok) if isinstance(ok, torch.Tensor) and ok.numel() == 1 else ok
        ctx.require(isinstance(ok, bool), f"`ok` must be True or False; for {what} it is a {type(ok).__name__}.")
        ctx.require(isinstance(kinks, torch.Tensor), "`kinks` must be a bool tensor in the shape of `x`.")
        found.append((ok, kinks))
    ctx.observe([list(answer) for answer in found])
    for (what, _, _, _, want_ok, want_kinks), (ok, kinks) in zip(questions, found):
        why = "It is True where the differences to either side disagree, and False elsewhere."
        ctx.equal(kinks, want_kinks, what=f"`kinks` for {what}", because=why)
        ctx.require(ok is want_ok, f"`ok` is {ok} for {what}; expected {want_ok}.")


def smooth_questions(ctx, claims, *shape):
    """Ask about gradients of one smooth function; a claim is a mistake and whether it may pass."""
    x, seed, count = draw(ctx, *shape)
    fixtures = ctx.candidate.fixtures
    f = fixtures.smooth(seed, count)
    none = torch.zeros(shape, dtype=torch.bool)
    return [
        (CLAIMS[mistake], f, fixtures.smooth_gradient(seed, count, mistake), x, ok, none)
        for mistake, ok in claims
    ]


@check("central", title="Differences are central, so that only ε² is left of the error", points=3)
def central(ctx):
    x, seed, count = draw(ctx, ctx.integer(4, 6))
    ctx.given(f="a sum of cubes", x=x, eps=0.1)
    found = ctx.candidate.numeric_grad(ctx.candidate.fixtures.cubic(seed, count), x, 0.1)
    a = ctx.reference.fixtures.numbers(seed, count)
    why = "For a · x³ the central difference is 3a · x² + a · ε², here with ε = 0.1."
    ctx.equal(found, 3 * a * x**2 + a * 0.01, what="The result of `numeric_grad`", because=why, rtol=1e-8, atol=1e-8)


@check("default_step", title="With the default step at least six digits are right", points=2)
def default_step(ctx):
    _, seed, count = draw(ctx, 5)
    x = torch.zeros(5, dtype=torch.float64)  # here a step is what it is, without rounding
    ctx.given(f="sines, exponentials and a square", x=x)
    f = ctx.candidate.fixtures.recorded(ctx.candidate.fixtures.smooth(seed, count))
    found = ctx.candidate.numeric_grad(f, x)
    step = f.largest_step(x)
    size = (step > 1e-3) - (step < 1e-8)
    want = smooth_slopes(ctx, x, seed)
    # With a step out of all proportion the digits are noise, or depend on the formula; how large it was tells more.
    ctx.observe([size, _digits(found, want) if size else found])
    ctx.equal(found, want, what="The result of `numeric_grad`", because=f"{SIX} It moved `x` by up to {step:.2g}.", rtol=1e-6, atol=1e-7)


def _digits(found, want):
    """Say coarsely how right a result is: whether it is all there, and to one digit at least."""
    if not isinstance(found, torch.Tensor) or found.shape != want.shape or bool(found.isnan().any()):
        return None
    return bool(((found - want).abs() <= 0.2 * want.abs() + 0.2).all())


@check("any_shape", title="Every shape works, and all entries count", points=1, hidden=True)
def any_shape(ctx):
    for shape in ((2, 3), (), (1,), (2, 1, 3)):
        x, seed, count = draw(ctx, *shape)
        found = ctx.candidate.numeric_grad(ctx.candidate.fixtures.smooth(seed, count), x)
        what = f"The result of `numeric_grad` for x of shape {list(shape)}"
        ctx.equal(found, smooth_slopes(ctx, x, seed), what=what, because=SIX, rtol=1e-6, atol=1e-7)


@check("float32_input", title="A float32 input is turned into float64 first", points=1, hidden=True)
def float32_input(ctx):
    _, seed, count = draw(ctx, 5)
    x = ctx.randn(5)
    f = ctx.candidate.fixtures.recorded(ctx.candidate.fixtures.smooth(seed, count))
    found = ctx.candidate.numeric_grad(f, x)
    asked = f.dtypes()
    ctx.observe([asked, str(getattr(found, "dtype", None))])
    words = " and ".join(asked)
    ctx.require(asked == ["float64"], f"`f` was called in {words or 'no dtype at all'}; turn a float32 `x` into float64 first.")
    what = "The result of `numeric_grad` for a float32 `x`"
    ctx.equal(found, smooth_slopes(ctx, x, seed), what=what, because=SIX, rtol=1e-6, atol=1e-7)


@check("x_untouched", title="x is left as it was, to the last bit", points=1, hidden=True)
def x_untouched(ctx):
    x, seed, count = draw(ctx, 3, 4)
    f, grad_f = ctx.candidate.fixtures.smooth(seed, count), ctx.candidate.fixtures.smooth_gradient(seed, count)
    _, (_, after), _ = ctx.candidate.call_and_inputs("numeric_grad", f, x)
    _, (_, _, later), _ = ctx.candidate.call_and_inputs("check_gradient", f, grad_f, x)
    off, later_off = (float((point - x).abs().max()) for point in (after, later))
    ctx.observe([off > 0, off > 1e-9])
    message = "changed `x`, by up to {:.2g}. Work on a copy: adding a step and taking it back does not lead back to the same bits."
    ctx.require(off == 0, "`numeric_grad` " + message.format(off))
    ctx.require(later_off == 0, "`check_gradient` " + message.format(later_off))


@check("relative_error", title="The error is relative to the size of both", points=2)
def relative_error(ctx):
    a, b = ctx.randn(3, 4, dtype=torch.float64), ctx.randn(3, 4, dtype=torch.float64, scale=3)
    ctx.given(a=a, b=b)
    for left, right, what in ((a, b, "of two random tensors"), (1e-9 * b, 1e-9 * a, "of two tiny tensors"), (a, a, "of a tensor and itself")):
        found = number(ctx, ctx.candidate.rel_error(left, right), "rel_error")
        ctx.observe(found)
        want = float((left - right).norm() / (left.norm() + right.norm()))
        ctx.equal(found, want, what=f"The error {what}", because="It is ‖a − b‖ / (‖a‖ + ‖b‖).", rtol=1e-6, atol=1e-8)


@check("relative_error_edges", title="Zeros are no trouble, and shapes must agree", points=1, hidden=True)
def relative_error_edges(ctx):
    a, zero = ctx.randn(2, 3, dtype=torch.float64), torch.zeros(2, 3, dtype=torch.float64)
    for left, right, want, what in ((a, zero, 1.0, "of a tensor and zeros"), (zero, zero, 0.0, "of zeros and zeros")):
        found = number(ctx, ctx.candidate.rel_error(left, right), "rel_error")
        ctx.observe(found)
        ctx.require(not math.isnan(found), f"The error {what} is NaN: 0 was divided by 0. Two tensors of zeros have the error 0.")
        ctx.equal(found, want, what=f"The error {what}")
    for other in ((3,), (2, 1), (3, 2)):
        shapes = f"The shapes are [2, 3] and {list(other)}."
        ctx.raises("ValueError", "rel_error", a, torch.ones(other, dtype=torch.float64), because=shapes)


@check("verdicts", title="Right gradients pass, wrong ones don't", points=3)
def verdicts(ctx):
    ctx.given(f="sines, exponentials and a square", grad_f="right, doubled, flipped, one entry missing")
    answers(ctx, smooth_questions(ctx, [("", True), ("doubled", False), ("flipped", False), ("one missing", False)], 2, 3))


@check("small_mistakes", title="Small mistakes are found, and zero gradients pass", points=1, hidden=True)
def small_mistakes(ctx):
    questions = smooth_questions(ctx, [("", True), ("one slightly off", False), ("cancelling", False)], 7)
    fixtures, x = ctx.candidate.fixtures, ctx.randn(3, dtype=torch.float64)
    none, zero = torch.zeros(3, dtype=torch.bool), fixtures.no_gradient()
    cubic = fixtures.cubic(ctx.integer(0, 10**6), 3)
    constant = ("the gradient 0 of a constant", fixtures.constant(), zero, x, True, none)
    answers(ctx, [*questions, constant, ("the gradient 0 of a cubic", cubic, zero, x + 0.5, False, none)])


@check("kinks", title="Kinks are reported and left out, and the rest is still judged", points=3)
def kinks(ctx):
    x, seed, count = draw(ctx, 2, 3)
    x = x + torch.sign(x)
    at_zero = torch.zeros(2, 3, dtype=torch.bool)
    at_zero[0, ctx.integer(0, 2)] = at_zero[1, ctx.integer(0, 2)] = True
    x[at_zero] = 0
    ctx.given(f="a sum of absolute values and sines", x=x, zeros_in_x=2)
    fixtures = ctx.candidate.fixtures
    f = fixtures.bent(seed, count)
    right, doubled, flipped = (fixtures.bent_gradient(seed, count, mistake) for mistake in ("", "doubled", "flipped"))
    questions = [
        ("a right gradient with two kinks", f, right, x, True, at_zero),
        ("a doubled gradient with two kinks", f, doubled, x, False, at_zero),
        ("a gradient with the wrong sign and two kinks", f, flipped, x, False, at_zero),
        ("a right gradient away from all kinks", f, right, x + 0.5, True, torch.zeros_like(at_zero)),
        ("a doubled gradient away from all kinks", f, doubled, x + 0.5, False, torch.zeros_like(at_zero)),
    ]
    answers(ctx, questions)
