"""Softplus for the losses, gradients from torch.autograd.grad, tensors for the history, loops for the measures."""
# ruff: noqa: N803

import torch
from torch.nn.functional import softplus


def move(optimizer, network, loss):
    parameters = list(network.parameters())
    for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = slope
    optimizer.step()
    return loss.detach()


def train_gan(G, D, real, noise, lr_g, lr_d):
    adam = [torch.optim.Adam(net.parameters(), rate, (0.5, 0.999)) for net, rate in ((G, lr_g), (D, lr_d))]
    d_losses, g_losses = torch.zeros(len(real)), torch.zeros(len(real))
    for step in range(len(real)):
        with torch.no_grad():
            made = G(noise[step, 0])
        d_losses[step] = move(adam[1], D, softplus(-D(real[step])).mean() + softplus(D(made)).mean())
        g_losses[step] = move(adam[0], G, softplus(-D(G(noise[step, 1]))).mean())
    return {"g_loss": g_losses, "d_loss": d_losses, "steps": len(real)}


def frechet_1d(a, b):
    def moments(x):
        values = x.flatten().tolist()
        mean = sum(values) / len(values)
        return mean, (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5

    (mean_a, std_a), (mean_b, std_b) = moments(a), moments(b)
    return torch.tensor((mean_a - mean_b) ** 2 + (std_a - std_b) ** 2, dtype=torch.float64)


def mode_coverage(samples, centres, radius, least=0.1):
    counts = [0] * len(centres)
    for sample in samples.flatten():
        away = (centres - sample).abs().tolist()
        place = away.index(min(away))
        counts[place] += away[place] <= radius
    shares = torch.tensor(counts, dtype=torch.float64) / samples.numel()
    return [shares, sum(share >= least for share in shares.tolist())]
