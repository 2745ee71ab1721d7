"""The focal factor is p_t to the power of gamma, so easy examples count most. It is (1 − p_t) to the power of gamma: the surer the model is of the right answer, the less the example counts.

check: focal_values
lesson: class-imbalance
"""

import torch
from torch.nn.functional import logsigmoid


def class_weights(y, classes):
    counts = torch.bincount(y, minlength=classes)  # (N,) -> (K,)
    weights = len(y) / (classes * counts.float())
    return torch.where(counts > 0, weights, torch.zeros_like(weights))


def weighted_cross_entropy(z, y, w):
    losses = -torch.log_softmax(z, dim=1)[torch.arange(len(y)), y]  # (N, K) -> (N,)
    weights = w[y]
    return (weights * losses).sum() / weights.sum()


def weighted_bce(z, y, pos_weight):
    losses = -(pos_weight * y * logsigmoid(z) + (1 - y) * logsigmoid(-z))  # (N,)
    return losses.mean()


def focal_loss(z, y, alpha, gamma):
    s = torch.where(y > 0.5, z, -z)  # the logit of the right answer
    log_pt = logsigmoid(s)
    one_minus_pt = torch.sigmoid(s)
    losses = -(one_minus_pt**gamma) * log_pt
    if alpha is not None:
        losses = torch.where(y > 0.5, alpha, 1 - alpha) * losses
    return losses.mean()


def balanced_sampler(y, n, generator=None):
    counts = torch.bincount(y)
    return torch.multinomial(1.0 / counts[y], n, replacement=True, generator=generator)
