"""Checks of eight activations: values against torch, gradients against autograd, which both run here and never at the learner's side."""

import torch
from torch.nn import functional as F

from grader.checks import check

TORCH = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softmax": lambda x: torch.softmax(x, dim=-1),
}
CLOSE = {"rtol": 1e-6, "atol": 1e-8}


def wanted(name, x, grad_out):
    leaf = x.clone().requires_grad_()
    y = TORCH[name](leaf)
    (slopes,) = torch.autograd.grad(y, leaf, grad_out)
    return y.detach(), slopes


def forward(ctx, name, x, where, **tolerance):
    want, _ = wanted(name, x, x)
    ctx.equal(ctx.candidate.act_forward(name, x), want, what=f'`act_forward("{name}", x)`{where}', **tolerance)


def backward(ctx, name, x, grad_out, where, **tolerance):
    _, want = wanted(name, x, grad_out)
    what = f'`act_backward("{name}", x, grad_out)`{where}'
    why = "It is `grad_out` times the slope of the function at `x`."
    if name == "softmax":
        why = "Every output of a row depends on every input of that row."
    ctx.equal(ctx.candidate.act_backward(name, x, grad_out), want, what=what, because=why, **tolerance)


def both(ctx, name):
    rows, columns = ctx.integer(3, 4), ctx.integer(5, 6)
    x, grad_out = ctx.randn(rows, columns, dtype=torch.float64, scale=2), ctx.randn(rows, columns, dtype=torch.float64)
    ctx.given(name=name, x=x, grad_out=grad_out)
    forward(ctx, name, x, "", **CLOSE)
    backward(ctx, name, x, grad_out, "", **CLOSE)


@check("sigmoid", title="Sigmoid", points=2)
def sigmoid(ctx):
    both(ctx, "sigmoid")


@check("tanh", title="Tanh", points=2)
def tanh(ctx):
    both(ctx, "tanh")


@check("relu", title="ReLU", points=2)
def relu(ctx):
    both(ctx, "relu")


@check("leaky_relu", title="Leaky ReLU", points=2)
def leaky_relu(ctx):
    both(ctx, "leaky_relu")


@check("elu", title="ELU", points=2)
def elu(ctx):
    both(ctx, "elu")


@check("gelu", title="GELU, exactly", points=2)
def gelu(ctx):
    both(ctx, "gelu")


@check("silu", title="SiLU", points=2)
def silu(ctx):
    both(ctx, "silu")


@check("softmax", title="Softmax over the last dimension", points=2)
def softmax(ctx):
    both(ctx, "softmax")


@check("at_zero", title="At 0 each value and slope is the one agreed on", points=1, hidden=True)
def at_zero(ctx):
    x = torch.tensor([-1.0, 0.0, 0.0, 1.0], dtype=torch.float64)
    grad_out = ctx.randn(4, dtype=torch.float64) + 3
    for name in TORCH:
        forward(ctx, name, x, " for x = [−1, 0, 0, 1]", **CLOSE)
        backward(ctx, name, x, grad_out, " for x = [−1, 0, 0, 1]", **CLOSE)


@check("large_inputs", title="Inputs of 1,000 give neither NaN nor infinity", points=2, hidden=True)
def large_inputs(ctx):
    where = " for x from −1000 to 1000"
    for dtype, tolerance in ((torch.float64, CLOSE), (torch.float32, {"rtol": 1e-4, "atol": 1e-5})):
        x = torch.tensor([-1000.0, -100.0, -20.0, 0.5, 20.0, 100.0, 1000.0], dtype=dtype)
        grad_out = ctx.randn(7, dtype=dtype)
        for name in TORCH:
            forward(ctx, name, x, where, **tolerance)
            backward(ctx, name, x, grad_out, where, **tolerance)


@check("other_shapes", title="Any shape will do, and float32 stays float32", points=1, hidden=True)
def other_shapes(ctx):
    for shape in ((3,), (2, 3, 4), (1, 1)):
        x, grad_out = ctx.randn(*shape), ctx.randn(*shape)
        for name in TORCH:
            where = f" for float32 of shape {list(shape)}"
            forward(ctx, name, x, where)
            backward(ctx, name, x, grad_out, where)


@check("unknown_name", title="An unknown name raises ValueError", points=1)
def unknown_name(ctx):
    name, x = ctx.choose(["swish-2", "Relu", "maxout"]), ctx.randn(3)
    ctx.given(name=name, x=x)
    ctx.raises("ValueError", "act_forward", name, x, because=f'No activation here is called "{name}".')
    ctx.raises("ValueError", "act_backward", name, x, x, because=f'No activation here is called "{name}".')


@check("inputs_untouched", title="The arguments stay as they were", points=1, hidden=True)
def inputs_untouched(ctx):
    x, grad_out = ctx.randn(3, 4), ctx.randn(3, 4)
    for name in TORCH:
        ctx.unchanged("act_forward", name, x)
        ctx.unchanged("act_backward", name, x, grad_out)
