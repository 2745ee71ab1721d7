"""Checks of an LSTM: against torch's own cell, which runs here, with weights in the same layout."""

import torch

from grader.checks import check

WEIGHTS = ("W_ih", "W_hh", "b_ih", "b_hh")
TIGHT = {"rtol": 1e-6, "atol": 1e-8}
STEPS = 20


def draw_weights(ctx, D, H, dtype=torch.float64):
    shapes = {"W_ih": (4 * H, D), "W_hh": (4 * H, H), "b_ih": (4 * H,), "b_hh": (4 * H,)}
    return {name: ctx.randn(*shape, dtype=dtype, scale=0.6) for name, shape in shapes.items()}


def draw_cell(ctx, N=3, D=2, H=4, dtype=torch.float64):
    """Draw one step: input, state and cell, none of them zero, and the weights."""
    step = {"x": ctx.randn(N, D, dtype=dtype), "h": ctx.randn(N, H, dtype=dtype), "c": ctx.randn(N, H, dtype=dtype)}
    return step | draw_weights(ctx, D, H, dtype)


def draw_sequence(ctx, N=3, T=5, D=2, H=4, dtype=torch.float64):
    start = {"X": ctx.randn(N, T, D, dtype=dtype), "h0": ctx.randn(N, H, dtype=dtype), "c0": ctx.randn(N, H, dtype=dtype)}
    return start | draw_weights(ctx, D, H, dtype)


def torch_cell(x, h, c, W_ih, W_hh, b_ih, b_hh):
    return torch.lstm_cell(x, (h, c), W_ih, W_hh, b_ih, b_hh)


def torch_sequence(X, h0, c0, **weights):
    h, c, states = h0, c0, []
    for x in X.unbind(1):
        h, c = torch_cell(x, h, c, **weights)
        states.append(h)
    return torch.stack(states, dim=1), h, c


def run(ctx, name, values, inputs, call=None):
    """Call the candidate's function and return its results, of which there must be as many as `values` names."""
    out = (call or ctx.candidate.call)(name, *inputs.values())
    fits = isinstance(out, tuple | list) and len(out) == len(values)
    ctx.observe([*out] if fits else out)
    ctx.require(fits, f"`{name}` must return {len(values)} values: {', '.join(f'`{value}`' for value in values)}.")
    return dict(zip(values, out))


def run_cell(ctx, inputs, **options):
    return run(ctx, "lstm_cell", ("h_new", "c_new"), inputs, **options)


def judge_sequence(ctx, inputs, call=None, **tolerance):
    found = run(ctx, "lstm_forward", ("out", "h", "c"), inputs, call=call)
    for (name, got), want in zip(found.items(), torch_sequence(**inputs)):
        ctx.equal(got, want, what=f"`{name}`", **tolerance or TIGHT)


def judge_cell(ctx, inputs, call=None, **tolerance):
    found = run_cell(ctx, inputs, call=call)
    h_new, c_new = torch_cell(**inputs)
    ctx.equal(found["c_new"], c_new, what="`c_new`", **tolerance or TIGHT)
    ctx.equal(found["h_new"], h_new, what="`h_new`", **tolerance or TIGHT)


@check("keeps", title="With the forget gate open and the input gate shut, the cell keeps what it holds", points=1)
def keeps(ctx):
    inputs = draw_cell(ctx)
    H = inputs["h"].shape[1]
    inputs["b_ih"][:H], inputs["b_ih"][H : 2 * H] = -60, 60
    ctx.given(**inputs)
    found = run_cell(ctx, inputs)
    reason = "The biases are −60 for the input gate and 60 for the forget gate, so i = 0 and f = 1."
    ctx.equal(found["c_new"], inputs["c"], what="`c_new`", because=reason, **TIGHT)


@check("cell", title="The new cell is right", points=2)
def cell(ctx):
    inputs = draw_cell(ctx)
    ctx.given(**inputs)
    found = run_cell(ctx, inputs)
    ctx.equal(found["c_new"], torch_cell(**inputs)[1], what="`c_new`", because="It is f · c + i · g; the gates come in the order input, forget, candidate, output.", **TIGHT)


@check("state", title="The new state is right", points=2)
def state(ctx):
    inputs = draw_cell(ctx)
    ctx.given(**inputs)
    found = run_cell(ctx, inputs)
    ctx.equal(found["h_new"], torch_cell(**inputs)[0], what="`h_new`", because="It is o · tanh(c_new).", **TIGHT)


@check("gradients", title="Gradients flow through the step, to inputs and weights", points=2)
def gradients(ctx):
    inputs = draw_cell(ctx)
    ctx.given(**inputs)
    upstream = [ctx.randn(*inputs["h"].shape, dtype=torch.float64) for _ in range(2)]
    ctx.gradients("lstm_cell", *inputs.values(), wrt=[*inputs], upstream=upstream)


@check("sequence", title="A sequence passes state and cell from step to step", points=3)
def sequence(ctx):
    inputs = draw_sequence(ctx, T=ctx.integer(5, 6))
    ctx.given(**inputs)
    judge_sequence(ctx, inputs)


@check("gradients_through_time", title="Gradients flow back through the whole sequence", points=2)
def gradients_through_time(ctx):
    inputs = draw_sequence(ctx, T=6)
    ctx.given(**inputs)
    upstream = [torch.zeros(3, 6, 4, dtype=torch.float64), None, None]
    upstream[0][:, -1] = ctx.randn(3, 4, dtype=torch.float64)  # only the last state counts
    ctx.gradients("lstm_forward", *inputs.values(), wrt=["c0", "h0", "X", *WEIGHTS], upstream=upstream)


@check("forget_bias", title="forget_bias reaches the forget gate, and no other", points=2)
def forget_bias(ctx):
    H, value = ctx.integer(2, 5), ctx.choose([1.0, 2.0, 3.0])
    ctx.given(H=H, value=value)
    biases = run(ctx, "forget_bias", ("b_ih", "b_hh"), {"H": H, "value": value})
    want = torch.zeros(4 * H)
    for name, bias in biases.items():
        ctx.equal(torch.zeros_like(bias) if isinstance(bias, torch.Tensor) else bias, want, what=f"`{name}`")
    want[H : 2 * H] = value
    reason = "The gates come in the order input, forget, candidate, output, and both biases are added."
    ctx.equal(biases["b_ih"] + biases["b_hh"], want, what="the sum `b_ih + b_hh`", because=reason)


@check("remembers", title="After 20 steps without input, a forget bias of 3 has kept 38% of the cell, one of 0 nothing", points=1)
def remembers(ctx):
    N, D, H = 2, 3, 4
    ctx.given(X=f"zeros [{N}, {STEPS}, {D}]", W_ih="zeros", W_hh="zeros", value="0, 1, 3 and 5")
    c0 = ctx.rand(N, H) + 0.5
    for value in (0.0, 1.0, 3.0, 5.0):
        b_ih, b_hh = run(ctx, "forget_bias", ("b_ih", "b_hh"), {"H": H, "value": value}).values()
        nothing = [torch.zeros(4 * H, D), torch.zeros(4 * H, H)]
        inputs = [torch.zeros(N, STEPS, D), torch.zeros(N, H), c0, *nothing, b_ih, b_hh]
        found = run(ctx, "lstm_forward", ("out", "h", "c"), dict(enumerate(inputs)))
        share = 1 / (1 + torch.exp(torch.tensor(-value))) ** STEPS
        ctx.equal(found["c"], c0 * share, what=f"The cell after {STEPS} steps with the bias {value:g}")
        ctx.report(int(value), share_of_the_cell_kept=float(share))


@check("any_shape", title="One sequence, one step, one unit: all of it holds for 12 more shapes", points=2, hidden=True)
def any_shape(ctx):
    sizes = [(1, 1, 1, 1), (1, 5, 3, 2), (4, 1, 2, 1), (3, 3, 3, 3)]
    sizes += [tuple(ctx.integer(1, 5) for _ in range(4)) for _ in range(8)]
    for N, T, D, H in sizes:
        ctx.case(N=N, T=T, D=D, H=H)
        judge_cell(ctx, draw_cell(ctx, N, D, H))
        judge_sequence(ctx, draw_sequence(ctx, N, T, D, H))


@check("large_gates", title="Gates that get 1,000 overflow nowhere", points=1, hidden=True)
def large_gates(ctx):
    inputs = draw_cell(ctx)
    inputs["b_ih"] = 1000 * (2 * ctx.randint(0, 2, inputs["b_ih"].shape) - 1).double()
    inputs["c"] = 500 * inputs["c"]
    judge_cell(ctx, inputs)


@check("dtype_kept", title="float32 comes out as float32", points=1, hidden=True)
def dtype_kept(ctx):
    judge_cell(ctx, draw_cell(ctx, dtype=torch.float32), rtol=1e-4, atol=1e-5)
    judge_sequence(ctx, draw_sequence(ctx, dtype=torch.float32), rtol=1e-4, atol=1e-5)


@check("inputs_untouched", title="Nothing that is passed in changes", points=1, hidden=True)
def inputs_untouched(ctx):
    run_cell(ctx, draw_cell(ctx), call=ctx.unchanged)
    run(ctx, "lstm_forward", ("out", "h", "c"), draw_sequence(ctx), call=ctx.unchanged)
