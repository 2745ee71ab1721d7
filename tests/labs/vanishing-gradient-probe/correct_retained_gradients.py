"""`retain_grad` on the outputs and one backward pass on a copy of the model; loops; numbers as tensors."""

import copy

import torch
from torch import nn


def gradient_norms(model, x, y):
    twin = copy.deepcopy(model)
    twin.zero_grad()
    kept, linear = [], []

    def retain(module, args, output):
        output.retain_grad()
        kept.append((module, output))

    for module in twin.modules():
        if type(module) is nn.Linear:
            linear.append(module)
            module.register_forward_hook(retain)
    log_probabilities = torch.log_softmax(twin(x), dim=1)
    loss = -sum(log_probabilities[row, label] for row, label in enumerate(y.tolist())) / len(y)
    loss.backward()
    by_output = dict(kept)
    weights, outputs = [], []
    for module in linear:
        weights.append(module.weight.grad.pow(2).sum().sqrt())
        outputs.append(by_output[module].grad.pow(2).sum().sqrt())
    return torch.stack(weights), torch.stack(outputs)


def ratio_first_last(norms):
    if norms[-1] > 0 or norms[-1] != norms[-1]:
        return norms[0] / norms[-1]
    return float("inf") if norms[0] > 0 else 0


def diagnose(weight_ratio, output_ratio):
    for ratio in (weight_ratio, output_ratio):
        if not ratio <= 1000.0:
            return "exploding"
    return "vanishing" if min(weight_ratio, output_ratio) < 1e-3 else "healthy"
