"""Sigmoid from tanh, slopes from outputs where they are simpler, clamps for branches."""

import math

import torch


class NoSuchActivation(ValueError):
    """Raised for a name that is not among the eight."""


def half_tanh(x):
    return (torch.tanh(x / 2) + 1) / 2


def positive(x):
    return x.clamp(min=0)


def negative(x):
    return x.clamp(max=0)


def below(x):
    return 0.5 * torch.erfc(-x * math.sqrt(0.5))


def shares(x):
    logs = x - x.max(-1, keepdim=True).values
    return torch.exp(logs - logs.exp().sum(-1, keepdim=True).log())


FORWARD = {
    "sigmoid": half_tanh,
    "tanh": lambda x: 2 * half_tanh(2 * x) - 1,
    "relu": positive,
    "leaky_relu": lambda x: torch.maximum(x, 0.01 * x),
    "elu": lambda x: positive(x) + torch.expm1(negative(x)),
    "gelu": lambda x: x * below(x),
    "silu": lambda x: x * half_tanh(x),
    "softmax": shares,
}


def act_forward(name, x):
    if name not in FORWARD:
        raise NoSuchActivation(name)
    return FORWARD[name](x)


def act_backward(name, x, grad_out):
    y = act_forward(name, x)
    if name == "sigmoid":
        return grad_out * y * (1 - y)
    if name == "tanh":
        return grad_out * (1 - y) * (1 + y)
    if name == "relu":
        return grad_out.masked_fill(x <= 0, 0.0)
    if name == "leaky_relu":
        return torch.where(x > 0, grad_out, grad_out * 0.01)
    if name == "elu":
        return grad_out * (1 + negative(y))
    if name == "gelu":
        return grad_out * (below(x) + x * torch.exp(-0.5 * x.square()) * (0.5 / math.pi) ** 0.5)
    if name == "silu":
        return grad_out * (half_tanh(x) * (1 - y) + y)
    return y * grad_out - y * torch.linalg.vecdot(y, grad_out).unsqueeze(-1)
