"""The softmax is treated as if each output depended on its own input only. All outputs of a row depend on all its inputs: p · (g − Σ p · g).

check: softmax
lesson: activation-functions
"""

import math

import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def normal_cdf(x):
    return (1 + torch.erf(x / math.sqrt(2))) / 2


def normal_density(x):
    return torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def softmax(x):
    e = torch.exp(x - x.amax(dim=-1, keepdim=True))  # (..., K) - (..., 1)
    return e / e.sum(dim=-1, keepdim=True)


def act_forward(name, x):
    if name == "sigmoid":
        return sigmoid(x)
    if name == "tanh":
        return torch.tanh(x)
    if name == "relu":
        return torch.where(x > 0, x, 0)
    if name == "leaky_relu":
        return torch.where(x > 0, x, 0.01 * x)
    if name == "elu":
        return torch.where(x > 0, x, torch.exp(x) - 1)
    if name == "gelu":
        return x * normal_cdf(x)
    if name == "silu":
        return x * sigmoid(x)
    if name == "softmax":
        return softmax(x)
    raise ValueError(f"no activation is called {name!r}")


def slope(name, x):
    s = sigmoid(x)
    if name == "sigmoid":
        return s * (1 - s)
    if name == "tanh":
        return 1 - torch.tanh(x) ** 2
    if name == "relu":
        return (x > 0).to(x.dtype)
    if name == "leaky_relu":
        return torch.where(x > 0, torch.ones_like(x), 0.01)
    if name == "elu":
        return torch.where(x > 0, torch.ones_like(x), torch.exp(x))
    if name == "gelu":
        return normal_cdf(x) + x * normal_density(x)
    if name == "silu":
        return s + x * s * (1 - s)
    raise ValueError(f"no activation is called {name!r}")


def act_backward(name, x, grad_out):
    if name == "softmax":
        p = softmax(x)
        return grad_out * p * (1 - p)  # (..., K) - (..., 1)
    return grad_out * slope(name, x)
