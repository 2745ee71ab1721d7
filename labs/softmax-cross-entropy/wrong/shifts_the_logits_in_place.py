"""The logits that were passed in are overwritten. The caller still needs them; `z = z - m` makes a new tensor, `z -= m`
does not.

check: inputs_untouched
lesson: losses-and-objectives
"""

import torch


def log_softmax(z):
    shifted = z.sub_(z.amax(dim=1, keepdim=True))  # (N, K) - (N, 1); the largest entry of each row is now 0
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


def one_hot(y, like):
    return (y[:, None] == torch.arange(like.shape[1])).to(like.dtype)  # (N, 1) == (K,) -> (N, K)


def cross_entropy(z, y, weight=None, smoothing=0.0):
    if weight is None:
        weight = torch.ones_like(z[0])  # (K,)
    target = (1 - smoothing) * one_hot(y, z) + smoothing / z.shape[1]
    losses = -(weight * target * log_softmax(z)).sum(dim=1)  # (N, K) -> (N,)
    return losses.sum() / weight[y].sum()


def grad(z, y):
    return (log_softmax(z).exp() - one_hot(y, z)) / len(y)  # (N, K)
