"""Far from zero your output loses digits, as it does when the variance is computed as mean(x²) − mean(x)², a small
difference of two large numbers. Subtract the mean first, then square.

check: far_from_zero
lesson: batch-normalisation
"""

import torch


def bn_forward(x, gamma, beta, state, momentum, eps, training):
    dims = [0] if x.dim() == 2 else [0, 2, 3]
    shape = [1, -1] + [1] * (x.dim() - 2)  # (C,) -> (1, C) or (1, C, 1, 1)
    m = x.numel() // x.shape[1]
    if training:
        if m == 1:
            raise ValueError("batch norm needs more than one value per channel to train")
        mean, var = x.mean(dims), (x * x).mean(dims) - x.mean(dims) ** 2  # (N, C, …) -> (C,)
        unbiased = var * m / (m - 1)
        state["running_mean"] = (1 - momentum) * state["running_mean"] + momentum * mean
        state["running_var"] = (1 - momentum) * state["running_var"] + momentum * unbiased
    else:
        mean, var = state["running_mean"], state["running_var"]
    scale = 1 / torch.sqrt(var + eps)
    x_hat = (x - mean.view(shape)) * scale.view(shape)
    y = gamma.view(shape) * x_hat + beta.view(shape)
    return y, (x_hat, scale, gamma, training)


def bn_backward(dy, cache):
    x_hat, scale, gamma, training = cache
    dims = [0] if dy.dim() == 2 else [0, 2, 3]
    shape = [1, -1] + [1] * (dy.dim() - 2)
    dgamma = (dy * x_hat).sum(dims)  # (N, C, …) -> (C,)
    dbeta = dy.sum(dims)
    g = dy * gamma.view(shape)  # with respect to x_hat
    if not training:
        return g * scale.view(shape), dgamma, dbeta
    through_mean = g.mean(dims, keepdim=True)
    through_var = x_hat * (g * x_hat).mean(dims, keepdim=True)
    return (g - through_mean - through_var) * scale.view(shape), dgamma, dbeta
