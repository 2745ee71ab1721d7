"""Checks of a recurrent network: states by the formula, gradients in float64 against autograd, which runs here and never at the learner's side."""

import torch

from grader.checks import check

NAMES = ("X", "h0", "Wx", "Wh", "b")
WEIGHTS = ("b", "Wh", "Wx")  # in the order of judging, the easiest first
TIGHT = {"rtol": 1e-6, "atol": 1e-8}


def draw(ctx, N, T, D, H, dtype=torch.float64):
    """Draw sequences, an initial state that is not zero, and weights that neither saturate the states nor kill them."""
    shapes = {"X": (N, T, D), "h0": (N, H), "Wx": (D, H), "Wh": (H, H), "b": (H,)}
    scales = {"X": 1.0, "h0": 0.5, "Wx": 0.5, "Wh": 0.8 / H**0.5, "b": 0.3}
    return {name: ctx.randn(*shape, dtype=dtype, scale=scales[name]) for name, shape in shapes.items()}


def draw_unequal(ctx, T=5, dtype=torch.float64):
    """Sizes that all differ, so that no transposed matrix fits by accident, except for the square one."""
    return draw(ctx, 3, T, 2, 4, dtype)


def states_of(X, h0, Wx, Wh, b, window=None):
    """Return all states (N, T, H); with a window, the graph is cut before every window but the first."""
    state, states = h0, []
    for t in range(X.shape[1]):
        if window and t and t % window == 0:
            state = state.detach()
        state = torch.tanh(X[:, t] @ Wx + state @ Wh + b)
        states.append(state)
    return torch.stack(states, dim=1)


def by_autograd(inputs, dh, window=None):
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    h = states_of(**leaves, window=window)
    return dict(zip(leaves, torch.autograd.grad(h, list(leaves.values()), dh)))


def forward(ctx, inputs, call=None):
    out = (call or ctx.candidate.call)("rnn_forward", *(inputs[name] for name in NAMES))
    ctx.require(isinstance(out, tuple | list) and len(out) == 2, "`rnn_forward` must return two values: `h` and `cache`.")
    ctx.observe(out[0])
    return out


def judge_states(ctx, inputs, **tolerance):
    h, _ = forward(ctx, inputs)
    ctx.equal(h, states_of(**inputs), what="`h`", **tolerance or TIGHT)


def judge_gradients(ctx, found, want, names, **tolerance):
    """Compare by name; what else the dict holds does not matter."""
    ctx.require(isinstance(found, dict), "The gradients must come in a dict, each under the name of what it belongs to.")
    found = {name: found[name] for name in names if name in found}
    ctx.observe(found)
    ctx.same_gradients(found, {name: want[name] for name in names}, **tolerance or TIGHT)


def judge_backward(ctx, inputs, dh, **tolerance):
    _, cache = forward(ctx, inputs)
    found = ctx.candidate.rnn_backward(dh, cache)
    judge_gradients(ctx, found, by_autograd(inputs, dh), (*WEIGHTS, "h0", "X"), **tolerance)


def judge_truncated(ctx, inputs, dh, window, **tolerance):
    found = ctx.candidate.truncated_bptt(*(inputs[name] for name in NAMES), dh, window)
    judge_gradients(ctx, found, by_autograd(inputs, dh, window), WEIGHTS, **tolerance)


def upstream(ctx, inputs, *, last_only=False):
    """Draw the gradient that each state gets directly."""
    dh = ctx.randn(*inputs["X"].shape[:2], inputs["h0"].shape[1], dtype=inputs["X"].dtype)
    if last_only:
        dh[:, :-1] = 0
    return dh


@check("first_state", title="The first state follows from the first input and h0", points=1)
def first_state(ctx):
    inputs = draw_unequal(ctx, T=1)
    ctx.given(**inputs)
    judge_states(ctx, inputs)


@check("states", title="Each state follows from the one before", points=2)
def states(ctx):
    inputs = draw_unequal(ctx, T=ctx.integer(5, 7))
    ctx.given(**inputs)
    judge_states(ctx, inputs)


@check("from_the_last_state", title="A gradient at the last state finds its way back to the start", points=3)
def from_the_last_state(ctx):
    inputs = draw_unequal(ctx)
    ctx.given(**inputs, dh="zero except at the last step")
    judge_backward(ctx, inputs, upstream(ctx, inputs, last_only=True))


@check("from_every_state", title="Gradients at every state add up", points=3)
def from_every_state(ctx):
    inputs = draw_unequal(ctx)
    ctx.given(**inputs, dh="not zero at any step")
    judge_backward(ctx, inputs, upstream(ctx, inputs))


@check("windows", title="Truncated: the state passes from window to window, gradients don't", points=3)
def windows(ctx):
    inputs = draw_unequal(ctx, T=6)
    window = ctx.choose([2, 3])
    ctx.given(**inputs, window=window)
    judge_truncated(ctx, inputs, upstream(ctx, inputs), window)


@check("ragged_windows", title="The last window may be shorter, and one window may hold everything", points=1, hidden=True)
def ragged_windows(ctx):
    for T, window in ((7, 3), (5, 4), (4, 1), (3, 3), (3, 10)):
        inputs = draw_unequal(ctx, T=T)
        judge_truncated(ctx, inputs, upstream(ctx, inputs), window)


@check("any_shape", title="One sequence, one step, one unit: all of it holds for 12 more shapes", points=2, hidden=True)
def any_shape(ctx):
    sizes = [(1, 1, 1, 1), (1, 4, 3, 1), (4, 1, 2, 3), (3, 3, 3, 3)]
    sizes += [tuple(ctx.integer(1, 6) for _ in range(4)) for _ in range(8)]
    for N, T, D, H in sizes:
        ctx.case(N=N, T=T, D=D, H=H)
        inputs = draw(ctx, N, T, D, H)
        judge_states(ctx, inputs)
        judge_backward(ctx, inputs, upstream(ctx, inputs))


@check("thirty_steps", title="The gradient survives thirty steps, as small as it has become", points=1)
def thirty_steps(ctx):
    inputs = draw_unequal(ctx, T=30)
    ctx.given(**inputs, dh="zero except at the last step")
    dh = upstream(ctx, inputs, last_only=True)
    judge_backward(ctx, inputs, dh)
    sizes = by_autograd(inputs, dh)["X"].flip(1).norm(dim=(0, 2))
    for steps_back, size in enumerate(sizes.tolist()):
        ctx.report(steps_back, gradient_of_the_input=size)


@check("dtype_kept", title="float32 comes out as float32", points=1, hidden=True)
def dtype_kept(ctx):
    inputs, tolerance = draw_unequal(ctx, dtype=torch.float32), {"rtol": 1e-4, "atol": 1e-5}
    dh = upstream(ctx, inputs)
    judge_states(ctx, inputs, **tolerance)
    judge_backward(ctx, inputs, dh, **tolerance)
    judge_truncated(ctx, inputs, dh, 2, **tolerance)


@check("inputs_untouched", title="The passes leave what they are given as it was", points=1, hidden=True)
def inputs_untouched(ctx):
    inputs = draw_unequal(ctx)
    dh = upstream(ctx, inputs)
    _, cache = forward(ctx, inputs, call=ctx.unchanged)
    _, (after, _), _ = ctx.candidate.call_and_inputs("rnn_backward", dh, cache)
    ctx.require(torch.equal(after, dh), "`rnn_backward` changed `dh` in place; work on a copy.")
    ctx.unchanged("truncated_bptt", *(inputs[name] for name in NAMES), dh, 2)
