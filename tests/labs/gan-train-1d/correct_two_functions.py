"""One function per half, all numbers through D at once, D switched off while G moves; masks for the measures."""
# ruff: noqa: N803

import torch
from torch import nn


def discriminator_half(G, D, optimizer, x, z):
    both = torch.cat([x, G(z).detach()])
    labels = torch.cat([torch.ones(len(x), 1), torch.zeros(len(z), 1)])
    loss = 2 * nn.BCEWithLogitsLoss()(D(both), labels)
    D.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def generator_half(G, D, optimizer, z):
    D.requires_grad_(False)
    loss = -nn.functional.logsigmoid(D(G(z))).mean()
    G.zero_grad()
    loss.backward()
    optimizer.step()
    D.requires_grad_(True)
    return float(loss)


def train_gan(G, D, real, noise, lr_g, lr_d):
    opt_d = torch.optim.Adam(D.parameters(), lr=lr_d, betas=(0.5, 0.999))
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    history = {"d_loss": [], "g_loss": []}
    for s, x in enumerate(real):
        history["d_loss"].append(discriminator_half(G, D, opt_d, x, noise[s, 0]))
        history["g_loss"].append(generator_half(G, D, opt_g, noise[s, 1]))
    return history


def frechet_1d(a, b):
    mean = a.mean().sub(b.mean())
    spread = a.var(correction=0).sqrt() - b.var(correction=0).sqrt()
    return (mean * mean + spread * spread).item()


def mode_coverage(samples, centres, radius, least=0.1):
    distances = torch.cdist(samples.reshape(-1, 1), centres.reshape(-1, 1), p=1)
    nearest = torch.nn.functional.one_hot(distances.argmin(1), len(centres)).bool()
    shares = (nearest & (distances <= radius)).float().mean(0)
    return shares, torch.count_nonzero(shares >= least)
