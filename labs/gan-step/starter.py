import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def d_step(G, D, opt_d, real, z, label_smoothing=0.0):
    """Train D for one step on real samples and on fakes made from z; return the loss before the step."""
    raise NotImplementedError


def g_step(G, D, opt_g, z):
    """Train G for one step against D; return the loss before the step."""
    raise NotImplementedError
