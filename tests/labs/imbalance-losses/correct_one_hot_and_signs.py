"""One-hot matrices, softplus and signs instead of where; the sampler searches cumulated weights."""

import torch
import torch.nn.functional as F  # noqa: N812


def class_weights(y, classes):
    counts = F.one_hot(y, classes).sum(dim=0)
    share = counts / counts.sum() * classes
    return torch.nan_to_num(1 / share, posinf=0.0).to(torch.float32)


def weighted_cross_entropy(z, y, w):
    chosen = F.one_hot(y, z.shape[1]).to(z.dtype) * w
    return -torch.sum(chosen * torch.log_softmax(z, dim=-1)) / torch.sum(chosen)


def weighted_bce(z, y, pos_weight):
    return torch.mean(pos_weight * y * F.softplus(-z) + (1 - y) * F.softplus(z))


def focal_loss(z, y, alpha, gamma):
    sign = 2 * y - 1
    losses = (1 - torch.sigmoid(sign * z)).pow(gamma) * F.softplus(-sign * z)
    if alpha is None:
        return losses.mean()
    return torch.dot(alpha * y + (1 - alpha) * (1 - y), losses) / losses.numel()


def balanced_sampler(y, n, generator=None):
    weights = class_weights(y, int(y.max()) + 1)[y].double()
    edges = torch.cumsum(weights, dim=0)
    at = torch.rand(n, generator=generator, dtype=torch.float64) * edges[-1]
    return torch.searchsorted(edges, at, right=True).clamp(max=len(y) - 1)
