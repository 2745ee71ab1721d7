"""What the lab gives you: a recurrence with a cliff, a small network, and parameters with gradients."""

import torch
from torch import nn


class Recurrence(nn.Module):
    """Multiplies rows of x, (N, 4), twelve times by one matrix, (4, 4). What it starts with makes them 1.3 times longer each time."""

    def __init__(self, seed):
        super().__init__()
        torch.manual_seed(seed)
        self.weight = nn.Parameter(1.3 * torch.eye(4) + 0.1 * torch.randn(4, 4))

    def forward(self, x):
        for _ in range(12):
            x = x @ self.weight
        return x


def network(seed):
    """Return a network from 3 inputs to 2 outputs with 5 hidden units, in float64."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)).double()


def sgd(module, lr):
    """Return plain gradient descent over the module's parameters."""
    return torch.optim.SGD(module.parameters(), lr=lr)


def hold(values, gradients):
    """Return a module with a parameter for each of `values`, and `.grad` for each named in `gradients`."""
    module = nn.Module()
    for name, value in values.items():
        parameter = nn.Parameter(value.clone())
        parameter.grad = gradients[name].clone() if name in gradients else None
        module.register_parameter(name, parameter)
    return module


def leave_gradients(module):
    """Fill every `.grad` with ones, as an earlier backward pass may have left it."""
    for parameter in module.parameters():
        parameter.grad = torch.ones_like(parameter)
