"""Checks of a reverse-mode engine: expressions as data run at the candidate's side, and torch.autograd, which runs here alone, says what must come out."""

import fixtures
import torch

from grader.checks import check

TIGHT = {"rtol": 1e-6, "atol": 1e-8}
ON_TENSORS = fixtures.OPERATIONS | {"sum": lambda a: a.sum().reshape(1, 1)}
BINARY = ("+", "*", "@")
DEPTH = 2000
DOUBLINGS = 10
# A program that adds once per visit takes 30 operator calls; with a visit for each path it takes more than 2,000.
MOST_CALLS = 800


def told(program):
    """Write a program as a learner would."""
    lines = (
        f"{name} = {names[0]} {operation} {names[1]}" if operation in BINARY else f"{name} = {names[0]}.{operation}()"
        for name, operation, *names in program
    )
    return "; ".join(lines)


def after(program, *results):
    """Say what was done before a check looked."""
    return f"This is after `{'; '.join([told(program), *(f'{result}.backward()' for result in results)])}`."


def on_tensors(given, program):
    return fixtures.run(program, {name: x.clone().requires_grad_() for name, x in given.items()}, ON_TENSORS)


def slopes(values, result):
    """Return the gradient of the sum of `result` for every value; zeros where it does not depend on one."""
    found = torch.autograd.grad(
        result, list(values.values()), torch.ones_like(result), allow_unused=True, retain_graph=True
    )
    return {name: torch.zeros_like(x) if g is None else g for (name, x), g in zip(values.items(), found)}


def build(ctx, given, program):
    """Run a program on values of the candidate's and return all of them by name."""
    return ctx.candidate.fixtures.run(program, {name: ctx.candidate.Value(x) for name, x in given.items()})


def judge(ctx, found, want, kind, because, **tolerance):
    for name, expected in want.items():
        ctx.equal(found[name], expected.detach(), what=f"`{name}.{kind}`", because=because, **tolerance or TIGHT)


def judge_gradients(ctx, given, programs, because="", **tolerance):
    """Call `backward` on the last value of each program, and compare the gradients of all values."""
    results = []
    for program in programs:
        ctx.given(computed=f"“{told(program)}”", **given)  # should it raise
        values = build(ctx, given, program)
        values[program[-1][0]].backward()
        results.append((program, ctx.candidate.fixtures.grads(values)))
    ctx.given(**given)
    for program, found in results:
        expected = on_tensors(given, program)
        reason = f"{after(program, program[-1][0])} {because}".strip()
        judge(ctx, found, slopes(expected, expected[program[-1][0]]), "grad", reason, **tolerance)


def away_from_kinks(x):
    """Push every entry at least 0.1 away from 0."""
    return x + 0.1 * torch.where(x < 0, -1.0, 1.0)


def draw(ctx, dtype=torch.float64, **shapes):
    return {name: away_from_kinks(ctx.randn(*shape, dtype=dtype)) for name, shape in shapes.items()}


def weighted(*step):
    """A program of one operation, whose result is multiplied by `w`, so that the gradient that arrives is not all ones."""
    return [("h", *step), ("out", "*", "h", "w")]


@check("holds", title="A value holds its numbers and a gradient of zeros", points=1)
def holds(ctx):
    given = draw(ctx, a=(2, ctx.integer(3, 5)))
    ctx.given(**given)
    values = {"a": ctx.candidate.Value(given["a"])}
    numbers, grads = ctx.candidate.fixtures.data(values), ctx.candidate.fixtures.grads(values)
    judge(ctx, numbers, given, "data", "It is what was passed to `Value`.")
    judge(ctx, grads, {"a": torch.zeros_like(given["a"])}, "grad", "It is there from the start, before any `backward`.")


@check("forward", title="Every operation computes the right numbers", points=2)
def forward(ctx):
    given = draw(ctx, a=(2, 3), b=(2, 3), c=(3, ctx.integer(4, 5)))
    given["d"] = ctx.rand(2, 3, dtype=torch.float64) + 0.5
    unary = [("r", "relu", "a"), ("e", "exp", "a"), ("l", "log", "d"), ("t", "sum", "a")]
    program = [("s", "+", "a", "b"), ("p", "*", "a", "b"), ("m", "@", "a", "c"), *unary]
    ctx.given(computed=f"“{told(program)}”", **given)
    found = ctx.candidate.fixtures.data(build(ctx, given, program))
    expected = on_tensors(given, program)
    for step in program:
        judge(ctx, found, {step[0]: expected[step[0]]}, "data", f"It comes from `{told([step])}`.")


@check("plus_and_times", title="Sums and products pass gradients to both operands", points=2)
def plus_and_times(ctx):
    shape = (2, ctx.integer(3, 5))
    given = draw(ctx, a=shape, b=shape, w=shape)
    judge_gradients(ctx, given, [[("out", "*", "a", "b")], weighted("+", "a", "b"), weighted("*", "a", "b")])


@check("matmul", title="The matrix product passes gradients to both operands", points=2)
def matmul(ctx):
    m, n = ctx.integer(2, 3), ctx.integer(5, 6)
    judge_gradients(ctx, draw(ctx, a=(m, 4), b=(4, n), w=(m, n)), [weighted("@", "a", "b")])


@check("functions", title="relu, exp, log and sum multiply by what arrives", points=2)
def functions(ctx):
    shape = (2, ctx.integer(3, 5))
    given = draw(ctx, a=shape, w=shape, v=(1, 1))
    given["d"] = ctx.rand(*shape, dtype=torch.float64) + 0.5
    total = [("h", "sum", "a"), ("out", "*", "h", "v")]
    judge_gradients(ctx, given, [weighted("relu", "a"), weighted("exp", "a"), weighted("log", "d"), total])


@check("reused", title="A value used twice gets both gradients", points=2)
def reused(ctx):
    given = draw(ctx, a=(3, 3), w=(3, 3))
    # Only one order is possible in each, so that a program which keeps the last gradient keeps the same one.
    programs = [[("out", "*", "a", "a")], [("h", "*", "a", "w"), ("out", "+", "h", "a")], [("out", "@", "a", "a")]]
    judge_gradients(ctx, given, programs, "`a` is used twice, and its gradient is the sum over both uses.")


@check("broadcast", title="What was broadcast gets the sum over its copies", points=2)
def broadcast(ctx):
    m, n = ctx.integer(2, 3), ctx.integer(4, 5)
    given = draw(ctx, a=(m, n), row=(1, n), column=(m, 1), one=(1, 1), w=(m, n))
    pairs = [("a", "row"), ("column", "a"), ("a", "one"), ("row", "column")]
    programs = [weighted(operation, *pair) for operation in ("+", "*") for pair in pairs]
    judge_gradients(ctx, given, programs, "Each `.grad` has the shape of its `.data`.")


@check("order", title="A value waits until all of its users are done", points=2)
def order(ctx):
    shape = (2, ctx.integer(3, 5))
    given = draw(ctx, a=shape, b=shape, c=shape)
    start = [("d", "*", "a", "b"), ("e", "+", "d", "c"), ("f", "*", "e", "c")]
    because = "`d` is used early and late; it may pass its gradient on only when both parts of it have arrived."
    judge_gradients(ctx, given, [[*start, ("out", "*", *last)] for last in (("f", "d"), ("d", "f"))], because)


@check("again", title="A second backward adds its own gradients and no others", points=2)
def again(ctx):
    shape = (2, ctx.integer(3, 5))
    given = draw(ctx, a=shape, b=shape, c=shape)
    program = [("h", "*", "a", "b"), ("k", "+", "h", "c"), ("out", "*", "k", "h"), ("other", "*", "h", "b")]
    ctx.given(**given)
    values, expected = build(ctx, given, program), on_tensors(given, program)
    steps, want = [], {name: torch.zeros_like(x) for name, x in expected.items()}
    for result in ("out", "out", "other"):
        values[result].backward()
        found = ctx.candidate.fixtures.grads(values)
        want = {name: want[name] + g for name, g in slopes(expected, expected[result]).items()}
        steps.append((result, found, want))
    calls = []
    for result, found, wanted in steps:
        calls.append(result)
        judge(ctx, found, wanted, "grad", after(program, *calls))


@check("untouched", title="Nothing changes the numbers of a value", points=1)
def untouched(ctx):
    given = draw(ctx, a=(3, 3), b=(3, 3))
    given["d"] = ctx.rand(3, 3, dtype=torch.float64) + 0.5
    given["a"][0, 0] = -1.0  # there is something for relu to cut off
    unary = [("r", "relu", "a"), ("e", "exp", "a"), ("l", "log", "d"), ("t", "sum", "a")]
    program = [("s", "+", "a", "b"), ("p", "*", "a", "b"), ("m", "@", "a", "b"), *unary, ("out", "*", "s", "p")]
    ctx.given(**given)
    values = build(ctx, given, program)
    values["out"].backward()
    found = ctx.candidate.fixtures.data(values)
    judge(ctx, found, given, "data", f"It must be what it was before `{told(program)}; out.backward()`.")


@check("network", title="A whole network gets its gradients", points=1)
def network(ctx):
    n, d, h, k = 5, 2, ctx.integer(3, 4), 1
    given = draw(ctx, x=(n, d), W=(d, h), b=(1, h), V=(h, k))
    program = [("p", "@", "x", "W"), ("z", "+", "p", "b"), ("g", "relu", "z"), ("y", "@", "g", "V")]
    program += [("e", "exp", "y"), ("t", "sum", "e"), ("loss", "log", "t")]
    judge_gradients(ctx, given, [program])


@check("random_graphs", title="Random expressions get the gradients of torch", points=2)
def random_graphs(ctx):
    given = draw(ctx, a=(3, 3), b=(1, 3), c=(3, 1), d=(3, 3))
    # From small to large, so that the report shows a small one that goes wrong.
    judge_gradients(ctx, given, [random_program(ctx, given, steps) for steps in (3, 5, 8, 12)])


def random_program(ctx, given, steps):
    """Draw operations whose operands fit and whose results stay in reach, then add up all that nobody uses."""
    program, values = [], dict(given)
    while len(program) < steps:
        operation = ctx.choose(["+", "+", "*", "*", "@", "relu", "exp", "log", "sum"])
        operands = [ctx.choose(list(values)) for _ in range(2 if operation in BINARY else 1)]
        value = result_of(operation, [values[name] for name in operands])
        if value is not None:
            name = f"v{len(program) + 1}"
            program.append((name, operation, *operands))
            values[name] = value
    used = {name for _, _, *operands in program for name in operands}
    loose = [name for name, _, *_ in program if name not in used]
    program += [(f"s{number}", "sum", name) for number, name in enumerate(loose, start=1)]
    total = "s1"
    for number in range(2, len(loose) + 1):
        program.append((f"t{number}", "+", total, f"s{number}"))
        total = f"t{number}"
    return program


def result_of(operation, operands):
    """Return the result, or None where shapes don't fit, numbers grow, or a kink or a pole is near."""
    first = operands[0]
    if operation == "@" and first.shape[1] != operands[1].shape[0]:
        return None
    if (operation == "relu" and first.abs().min() < 1e-3) or (operation == "log" and first.min() < 0.1):
        return None
    if operation == "exp" and first.max() > 3:
        return None
    value = ON_TENSORS[operation](*operands)
    return value if value.abs().max() < 50 else None


@check("single_rows", title="Single rows, columns and entries work, and float32 stays float32", points=1, hidden=True)
def single_rows(ctx):
    step = [("h", "@", "a", "b"), ("k", "+", "h", "c"), ("e", "exp", "k"), ("out", "sum", "e")]
    for dtype, tolerance in ((torch.float64, TIGHT), (torch.float32, {"rtol": 1e-4, "atol": 1e-5})):
        for m, k, n in ((1, 1, 1), (1, 3, 1), (2, 1, 3), (1, 2, 4)):
            given = {name: 0.5 * x for name, x in draw(ctx, dtype, a=(m, k), b=(k, n), c=(1, n)).items()}
            judge_gradients(ctx, given, [step], **tolerance)


@check("kink", title="relu has slope 0 at 0", points=1, hidden=True)
def kink(ctx):
    given = draw(ctx, a=(2, 3), w=(2, 3))
    given["a"][0, 1] = given["a"][1, 2] = 0.0
    judge_gradients(ctx, given, [weighted("relu", "a")], "Where the input is exactly 0, the slope of relu is 0.")


@check("not_behind", title="Only values behind the result get gradients", points=1, hidden=True)
def not_behind(ctx):
    given = draw(ctx, a=(2, 3), b=(2, 3))
    program = [("h", "*", "a", "b"), ("later", "+", "h", "b"), ("apart", "exp", "b")]
    values, expected = build(ctx, given, program), on_tensors(given, program)
    steps = []
    for result in ("h", "a"):
        values[result].backward()
        steps.append(ctx.candidate.fixtures.grads(values))
    want = slopes(expected, expected["h"])
    judge(ctx, steps[0], want, "grad", after(program, "h"))
    want["a"] = want["a"] + 1
    judge(ctx, steps[1], want, "grad", "`a.backward()` must add ones to the gradient of `a`, and change no other.")


@check("once_each", title="A shared value is gone through once", points=1, hidden=True)
def once_each(ctx):
    given = draw(ctx, v0=(1, 2))
    program = [(f"v{i + 1}", "+", f"v{i}", f"v{i}") for i in range(DOUBLINGS)]
    values = build(ctx, given, program)
    work = ctx.work(ctx.candidate.probe.attribute(values[f"v{DOUBLINGS}"], "backward"))
    found = ctx.candidate.fixtures.grads(values)
    ctx.observe([found, work.total > MOST_CALLS])
    want = {f"v{i}": torch.full((1, 2), 2.0 ** (DOUBLINGS - i), dtype=torch.float64) for i in range(DOUBLINGS + 1)}
    judge(ctx, found, want, "grad", f"A value was added to itself {DOUBLINGS} times in a row.")
    ctx.require(
        work.total <= MOST_CALLS,
        f"A value was added to itself {DOUBLINGS} times in a row, and `backward` took {work.total:,} operator calls. Let every value pass its gradient on "
        "once, when it is complete; with a pass for each path the work doubles at each step.",
    )


@check("deep", title=f"{DEPTH} operations in a row are no problem", points=1, hidden=True, rerun=False)
def deep(ctx):
    given = {"a": ctx.randn(2, 2, dtype=torch.float64), "shift": ctx.randn(2, 2, dtype=torch.float64, scale=0.01)}
    given["factor"] = 1 + ctx.randn(2, 2, dtype=torch.float64, scale=0.0005)
    values = {name: ctx.candidate.Value(x) for name, x in given.items()}
    names = ("a", "factor", "shift")
    result = ctx.candidate.fixtures.deep(*(values[name] for name in names), DEPTH)
    outcome = ctx.candidate.fixtures.backward(result)
    found = ctx.candidate.fixtures.grads(values)
    ctx.require(
        outcome == "returned",
        f"After {DEPTH} operations in a row, `backward` ended in a RecursionError: Python allows about 1,000 calls inside each other. Go "
        "through the graph with a loop and a list of values still to visit.",
    )
    leaves = {name: x.clone().requires_grad_() for name, x in given.items()}
    expected = fixtures.deep(*(leaves[name] for name in names), DEPTH)
    judge(ctx, found, slopes(leaves, expected), "grad", f"{DEPTH} operations in a row led to the result.")
