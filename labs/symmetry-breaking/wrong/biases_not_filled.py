"""The weights are filled with `c`, the biases are not. A bias is a parameter too: go through `model.parameters()`.

check: filled
lesson: weight-init
"""

import torch


def constant_init_(model, c):
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.fill_(c)
    return model


def unit_spread(weight, bias):
    units = torch.cat([weight, bias[:, None]], dim=1)  # (units, inputs + 1)
    distances = (units[:, None] - units[None]).abs()  # (units, units, inputs + 1)
    return distances.max().item()


def train(model, x, y, lr, steps):
    parameters = list(model.parameters())
    losses = []
    for _ in range(steps):
        loss = ((model(x) - y) ** 2).mean()
        gradients = torch.autograd.grad(loss, parameters)
        losses.append(loss.item())
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients):
                parameter -= lr * gradient
    return losses
