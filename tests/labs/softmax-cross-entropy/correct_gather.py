"""A log-sum-exp of its own with max(), gather for the right classes, and two separate terms for smoothing."""

import torch


def log_sum_exp(z):
    top = z.max(dim=-1).values
    return top + torch.log(torch.exp(z - top.unsqueeze(-1)).sum(-1))


def log_softmax(z):
    return z - log_sum_exp(z).unsqueeze(-1)


def cross_entropy(z, y, weight=None, smoothing=0.0):
    logs = log_softmax(z)
    chosen = -logs.gather(1, y.view(-1, 1)).squeeze(1)
    if weight is None:
        return (1 - smoothing) * chosen.mean() - smoothing * logs.mean()
    right = weight.index_select(0, y)
    spread = -(logs @ weight) / z.size(1)
    return torch.sum((1 - smoothing) * right * chosen + smoothing * spread) / torch.sum(right)


def grad(z, y):
    slopes = torch.exp(z - log_sum_exp(z)[:, None])
    slopes[torch.arange(y.numel()), y] -= 1
    return slopes.mul_(1 / y.numel())
