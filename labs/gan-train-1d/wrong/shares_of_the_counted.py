"""The shares are taken of the samples that were counted. Divide by the number of all samples, those far from every
centre included.

check: coverage
lesson: gans
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce


def train_gan(G, D, real, noise, lr_g, lr_d):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=lr_d, betas=(0.5, 0.999))
    history = {"d_loss": [], "g_loss": []}
    for x, (z_d, z_g) in zip(real, noise):
        fake = G(z_d).detach()  # (N, Z) -> (N, 1)
        on_real, on_fake = D(x), D(fake)  # (N, 1) -> (N, 1)
        d_loss = bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        on_fake = D(G(z_g))  # by the D that has just moved
        g_loss = bce(on_fake, torch.ones_like(on_fake))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history["d_loss"].append(d_loss.item())
        history["g_loss"].append(g_loss.item())
    return history


def frechet_1d(a, b):
    return float((a.mean() - b.mean()) ** 2 + (a.std(correction=0) - b.std(correction=0)) ** 2)


def mode_coverage(samples, centres, radius, least=0.1):
    distances = (samples.reshape(-1, 1) - centres).abs()  # (N, 1) - (K,) -> (N, K)
    nearest = distances.argmin(dim=1)  # (N,)
    hit = distances.min(dim=1).values <= radius
    counts = torch.bincount(nearest[hit], minlength=len(centres))  # (K,)
    shares = counts / counts.sum().clamp(min=1)
    return shares, int((shares >= least).sum())
