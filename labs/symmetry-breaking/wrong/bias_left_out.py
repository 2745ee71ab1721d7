"""The biases are left out of the spread. Units with equal weights and different biases are different units.

check: spread_of_biases
lesson: weight-init
"""

import torch


def constant_init_(model, c):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(c)
    return model


def unit_spread(weight, bias):
    units = weight  # (units, inputs)
    distances = (units[:, None] - units[None]).abs()  # (units, units, inputs)
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
