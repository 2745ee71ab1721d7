"""What the lab gives you: a generator, a discriminator and an optimizer for either."""

import torch
from torch import nn

LATENT, FEATURES = 3, 2


def networks(seed):
    """Return (G, D): G turns noise (N, 3) into samples (N, 2), D turns samples (N, 2) into logits (N, 1)."""
    torch.manual_seed(seed)
    G = nn.Sequential(nn.Linear(LATENT, 8), nn.Tanh(), nn.Linear(8, FEATURES))
    D = nn.Sequential(nn.Linear(FEATURES, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
    return G, D


def make_undecided(D):
    """Let D give every sample the logit 0, the probability 0.5."""
    nn.init.zeros_(D[-1].weight)
    nn.init.zeros_(D[-1].bias)


def sgd(module, lr):
    """Return plain gradient descent over the module's parameters."""
    return torch.optim.SGD(module.parameters(), lr=lr)


def adam(module, lr):
    """Return Adam over the module's parameters."""
    return torch.optim.Adam(module.parameters(), lr=lr, betas=(0.5, 0.999))


def leave_gradients(module):
    """Fill every `.grad` with ones, as an earlier backward pass may have left it."""
    for parameter in module.parameters():
        parameter.grad = torch.ones_like(parameter)
