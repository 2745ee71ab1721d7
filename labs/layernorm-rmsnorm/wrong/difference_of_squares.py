"""Far from zero your output loses digits, as it does when the variance is computed as mean(x²) − mean(x)², a small
difference of two large numbers. Subtract the mean first, then square.

check: far_from_zero
lesson: batch-normalisation
"""

import torch


def layer_norm(x, shape, g, b, eps):
    dims = tuple(range(-len(shape), 0))
    mean = x.mean(dims, keepdim=True)  # (N, …, *shape) -> (N, …, 1, …)
    var = (x * x).mean(dims, keepdim=True) - mean**2
    scale = 1 / torch.sqrt(var + eps)
    x_hat = (x - mean) * scale
    return g * x_hat + b, (x_hat, scale, g)


def layer_norm_backward(dy, cache):
    x_hat, scale, g = cache
    dims = tuple(range(-g.dim(), 0))
    h = g * dy  # with respect to x_hat
    through_mean = h.mean(dims, keepdim=True)
    through_var = x_hat * (h * x_hat).mean(dims, keepdim=True)
    dx = (h - through_mean - through_var) * scale
    dg = (dy * x_hat).reshape(-1, *g.shape).sum(0)  # (N, …, *shape) -> shape
    db = dy.reshape(-1, *g.shape).sum(0)
    return dx, dg, db


def rms_norm(x, g, eps):
    mean_square = x.square().mean(-1, keepdim=True)  # (…, D) -> (…, 1)
    return g * x / torch.sqrt(mean_square + eps)
