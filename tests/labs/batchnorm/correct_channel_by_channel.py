"""Loops over the channels, keeps a dict as cache, changes the running tensors in place and returns lists."""

import torch


def values_of(x, c):
    return x[:, c].reshape(-1)


def bn_forward(x, gamma, beta, state, momentum, eps, training):
    y = torch.zeros_like(x)
    centred, deviations = [], []
    for c in range(x.shape[1]):
        values = values_of(x, c)
        m = len(values)
        if training:
            if m < 2:
                raise ValueError("one value has no variance")
            mean = values.sum() / m
            var = ((values - mean) ** 2).sum() / m
            state["running_mean"][c] += momentum * (mean - state["running_mean"][c])
            state["running_var"][c] += momentum * (var * (m / (m - 1)) - state["running_var"][c])
        else:
            mean, var = state["running_mean"][c].clone(), state["running_var"][c].clone()
        deviation = (var + eps) ** 0.5
        y[:, c] = gamma[c] * ((x[:, c] - mean) / deviation) + beta[c]
        centred.append(x[:, c] - mean)
        deviations.append(deviation)
    return [y, {"centred": centred, "deviations": deviations, "gamma": gamma, "training": training}]


def bn_backward(dy, cache):
    dx, dgamma, dbeta = torch.zeros_like(dy), [], []
    for c, (centred, deviation) in enumerate(zip(cache["centred"], cache["deviations"], strict=True)):
        up, gamma = dy[:, c], cache["gamma"][c]
        dgamma.append((up * centred / deviation).sum())
        dbeta.append(up.sum())
        d_hat = up * gamma
        dx[:, c] = d_hat / deviation
        if cache["training"]:
            m = centred.numel()
            d_var = (d_hat * centred).sum() * -0.5 / deviation**3
            d_mean = -(d_hat / deviation).sum()
            dx[:, c] += d_var * 2 * centred / m + d_mean / m
    return [dx, torch.stack(dgamma), torch.stack(dbeta)]
