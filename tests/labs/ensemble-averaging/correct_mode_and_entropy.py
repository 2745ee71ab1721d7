"""Uses torch.mode for votes, nll_loss, rand for indices, and a momentum of 1 with sums of its own."""

import torch
from torch.nn.modules.batchnorm import _BatchNorm


@torch.no_grad()
def ensemble_proba(models, x):
    parts = []
    for model in models:
        model.eval()
        parts.append(torch.softmax(model(x), -1))
    return sum(parts) / len(parts)


def majority_vote(models, x):
    ballots = torch.stack([ensemble_proba([model], x).argmax(-1) for model in models], dim=-1)
    return torch.mode(ballots, dim=-1).values


def nll(p, y):
    return torch.nn.functional.nll_loss(p.log(), y)


def bagging_indices(n, members, generator=None):
    return (torch.rand(members, n, generator=generator, dtype=torch.float64) * n).long().clamp_(max=n - 1)


def swa_average(states):
    return {
        name: sum(s[name] for s in states) / len(states) if value.is_floating_point() else torch.clone(value)
        for name, value in states[-1].items()
    }


def refresh_statistics(model, batches):
    layers = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    momenta, sums = [layer.momentum for layer in layers], [[0, 0] for _ in layers]
    model.train()
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = 1.0
    count = 0
    for x in batches:
        count += 1
        with torch.no_grad():
            model(x)
        for layer, total in zip(layers, sums, strict=True):
            total[0] = total[0] + layer.running_mean
            total[1] = total[1] + layer.running_var
    for layer, momentum, (mean, var) in zip(layers, momenta, sums, strict=True):
        layer.momentum = momentum
        layer.running_mean.copy_(mean / count)
        layer.running_var.copy_(var / count)
