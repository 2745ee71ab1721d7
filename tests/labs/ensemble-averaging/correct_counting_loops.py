"""Loops over members, rows and batches; keeps running sums; takes the statistics from hooks-free hand-made passes."""

import random

import torch
from torch import nn


def member_probabilities(model, x):
    before = model.training
    model.train(False)
    with torch.inference_mode():
        logits = model(x)
    model.train(before)
    return torch.exp(logits - torch.logsumexp(logits, dim=-1, keepdim=True))


def ensemble_proba(models, x):
    total = 0
    for model in models:
        total = total + member_probabilities(model, x)
    return total / len(models)


def majority_vote(models, x):
    ballots = [member_probabilities(model, x).max(dim=1).indices.tolist() for model in models]
    winners = []
    for votes in zip(*ballots, strict=True):
        counts = {label: votes.count(label) for label in votes}
        winners.append(min(label for label in counts if counts[label] == max(counts.values())))
    return torch.tensor(winners)


def nll(p, y):
    return torch.stack([-row[label].log() for row, label in zip(p, y, strict=True)]).sum() / len(y)


def bagging_indices(n, members, generator=None):
    seed = int(torch.randint(0, 2**40, (), generator=generator))
    source = random.Random(seed)
    return torch.tensor([[source.randrange(n) for _ in range(n)] for _ in range(members)])


def swa_average(states):
    result = {}
    for name in states[0]:
        value = states[-1][name].clone()
        if value.dtype in (torch.float32, torch.float64):
            for k, state in enumerate(states):
                value = state[name].clone() if k == 0 else value + (state[name] - value) / (k + 1)
        result[name] = value
    return result


def refresh_statistics(model, batches):
    layers = [m for m in model.modules() if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d))]
    old = {layer: layer.momentum for layer in layers}
    for layer in layers:
        layer.reset_running_stats()
    model.train()
    for k, x in enumerate(batches, start=1):
        for layer in layers:
            layer.momentum = 1 / k
        with torch.no_grad():
            model(x)
    for layer in layers:
        layer.momentum = old[layer]
