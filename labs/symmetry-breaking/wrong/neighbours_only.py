"""Each unit is compared with the next one only. Compare any two: many small steps can lead far.

check: spread_of_weights
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
    distances = (units[1:] - units[:-1]).abs()  # (units - 1, inputs + 1)
    return distances.max().item() if len(distances) else 0.0


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
