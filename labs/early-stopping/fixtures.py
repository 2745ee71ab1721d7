"""What the lab gives you: a noisy curve, a network and an optimizer for it, and a model whose weights tell the epoch."""

import torch
from torch import nn


def noisy_sine(seed, points=30):
    """Return x (points, 1) between −2 and 2 and y = sin(3x) plus noise of deviation 0.35, float32."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.rand(points, 1, generator=generator) * 4 - 2
    return x, torch.sin(3 * x) + 0.35 * torch.randn(points, 1, generator=generator)


def curve_net(seed, width=48):
    """Return a network from x (n, 1) to y (n, 1)."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(1, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))


def small_net(seed):
    """Return a small one in float64."""
    return curve_net(seed, width=6).double()


def adam(model, lr):
    """Return Adam over all parameters."""
    return torch.optim.Adam(model.parameters(), lr=lr)


def momentum(model, lr):
    """Return gradient descent with momentum over all parameters."""
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)


def marked_model():
    """Return a model with two weights, two biases and the buffers of a batch norm."""
    return nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))


def mark(model, epoch):
    """Fill all parameters and buffers with `epoch`, in place, as training changes them."""
    with torch.no_grad():
        for value in model.state_dict().values():
            value.fill_(epoch)


def mark_anew(model, epoch):
    """Put new parameters into the model, filled with `epoch`; no tensor is changed in place."""
    for layer in model:
        for name, value in [*layer.named_parameters()]:
            setattr(layer, name, nn.Parameter(torch.full_like(value, float(epoch))))


def leave_gradients(model):
    """Fill every `.grad` with ones, as an earlier backward pass may have left it."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
