"""What the lab gives you: a generator and a discriminator for single numbers, and two targets to learn."""

import torch
from torch import nn

LATENT = 4


def networks(seed):
    """Return (G, D): G turns noise (N, 4) into numbers (N, 1), D turns numbers (N, 1) into logits (N, 1)."""
    torch.manual_seed(seed)
    G = nn.Sequential(nn.Linear(LATENT, 16), nn.Tanh(), nn.Linear(16, 1))
    D = nn.Sequential(nn.Linear(1, 24), nn.LeakyReLU(0.2), nn.Linear(24, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1))
    return G, D


def noise(steps, batch, generator=None):
    """Draw noise for a training run: (steps, 2, batch, 4), for D's half and G's half of each step."""
    return torch.randn(steps, 2, batch, LATENT, generator=generator)


def one_hill(steps, batch, generator=None):
    """Draw real numbers with mean 3 and standard deviation 0.5: (steps, batch, 1)."""
    return 3 + 0.5 * torch.randn(steps, batch, 1, generator=generator)


def two_hills(steps, batch, generator=None):
    """Draw real numbers, half around −2 and half around 2, with standard deviation 0.3: (steps, batch, 1)."""
    sides = 4 * torch.randint(0, 2, (steps, batch, 1), generator=generator) - 2
    return sides + 0.3 * torch.randn(steps, batch, 1, generator=generator)
