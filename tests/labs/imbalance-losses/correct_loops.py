"""Loops over examples and classes; draws a class first, then a member."""

import math

import torch


def class_weights(y, classes):
    labels = y.tolist()
    out = []
    for k in range(classes):
        count = labels.count(k)
        out.append(len(labels) / (classes * count) if count else 0.0)
    return torch.tensor(out)


def weighted_cross_entropy(z, y, w):
    total, weight = 0, 0
    for row, label in zip(z, y.tolist(), strict=True):
        total = total + w[label] * (torch.logsumexp(row, dim=0) - row[label])
        weight = weight + w[label]
    return total / weight


def softplus(t):
    """ln(1 + exp t), safe for any t."""
    return t.clamp(min=0) + torch.log1p(torch.exp(-t.abs()))


def weighted_bce(z, y, pos_weight):
    parts = [pos_weight * softplus(-s) if label else softplus(s) for s, label in zip(z, y.tolist(), strict=True)]
    return sum(parts) / len(parts)


def focal_loss(z, y, alpha, gamma):
    total = torch.zeros((), dtype=z.dtype)
    for s, label in zip(z, y.tolist(), strict=True):
        right = s if label == 1 else -s
        weight = 1.0 if alpha is None else (alpha if label == 1 else 1.0 - alpha)
        focus = 1.0 if gamma == 0 else torch.exp(-gamma * softplus(right))
        total = total + weight * focus * softplus(-right)
    return total / len(z)


def balanced_sampler(y, n, generator=None):
    members = [torch.nonzero(y == k).flatten() for k in sorted(set(y.tolist()))]
    picked = []
    for u, v in torch.rand(n, 2, generator=generator, dtype=torch.float64).tolist():
        group = members[math.floor(u * len(members))]
        picked.append(int(group[math.floor(v * len(group))]))
    return torch.tensor(picked)
