"""Images are normalised at each pixel position on its own, over the batch only. A channel's mean and variance are taken over batch, height and width together.

check: images_normalised
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
        mean, var = x.mean(dims), x.var(dims, correction=0)  # (N, C, …) -> (C,)
        own_mean, own_var = x.mean(0, keepdim=True), x.var(0, correction=0, keepdim=True)
        unbiased = var * m / (m - 1)
        state["running_mean"] = (1 - momentum) * state["running_mean"] + momentum * mean
        state["running_var"] = (1 - momentum) * state["running_var"] + momentum * unbiased
    else:
        mean, var = state["running_mean"], state["running_var"]
        own_mean, own_var = mean.view(shape), var.view(shape)
    scale = 1 / torch.sqrt(own_var + eps)
    x_hat = (x - own_mean) * scale
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
        return g * scale, dgamma, dbeta
    through_mean = g.mean(0, keepdim=True)
    through_var = x_hat * (g * x_hat).mean(0, keepdim=True)
    return (g - through_mean - through_var) * scale, dgamma, dbeta
