import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def train_gan(G, D, real, noise, lr_g, lr_d):
    """Train G and D in place on real (S, N, 1) and noise (S, 2, N, 4); return {"d_loss": [...], "g_loss": [...]}."""
    raise NotImplementedError


def frechet_1d(a, b):
    """Return the squared Fréchet distance between normal distributions fitted to a and b."""
    raise NotImplementedError


def mode_coverage(samples, centres, radius, least=0.1):
    """Return (shares, covered): the share of samples at each centre, and how many centres have at least `least`."""
    raise NotImplementedError
