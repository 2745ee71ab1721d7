"""Gradients from earlier are still in `.grad` and are added to the new ones. Set them to zero or to None before each backward pass.

check: training
lesson: weight-init
"""

import torch


def constant_init_(model, c):
    with torch.no_grad():
        for parameter in model.parameters():
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
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for parameter in parameters:
                parameter -= lr * parameter.grad
    return losses
