"""Only the last dimension is normalised, whatever `shape` says. With shape (T, D), all T · D values of an example share one mean and one variance.

check: any_number_of_dimensions
lesson: batch-normalisation
"""

import torch


def layer_norm(x, shape, g, b, eps):
    dims = (-1,)
    mean = x.mean(dims, keepdim=True)  # (N, …, *shape) -> (N, …, 1, …)
    var = x.var(dims, correction=0, keepdim=True)
    scale = 1 / torch.sqrt(var + eps)
    x_hat = (x - mean) * scale
    return g * x_hat + b, (x_hat, scale, g)


def layer_norm_backward(dy, cache):
    x_hat, scale, g = cache
    dims = (-1,)
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
