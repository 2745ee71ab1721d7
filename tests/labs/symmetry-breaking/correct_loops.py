"""Loops over modules, pairs and entries, gradients through `.grad`, losses as tensors."""

import itertools

import torch


def constant_init_(model, c):
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.constant_(module.weight, c)
            if module.bias is not None:
                torch.nn.init.constant_(module.bias, c)
    return model


def unit_spread(weight, bias):
    units = [[*row, b] for row, b in zip(weight.tolist(), bias.tolist())]
    largest = 0
    for one, other in itertools.combinations(units, 2):
        for p, q in zip(one, other):
            largest = max(largest, abs(p - q))
    return largest


def train(model, x, y, lr, steps):
    losses = []
    for _ in range(steps):
        for p in model.parameters():
            p.grad = None
        error = model(x) - y
        loss = sum(e * e for e in error[:, 0]) / len(x)
        loss.backward()
        losses.append(loss.detach())
        for p in model.parameters():
            p.data = p.data - lr * p.grad
    return losses
