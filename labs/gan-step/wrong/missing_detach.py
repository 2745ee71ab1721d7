"""The fakes are not detached, so the discriminator's step leaves gradients in G, and these make fakes easier to spot.
Detach them before D sees them.

check: g_left_alone
lesson: gans
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce


def d_step(G, D, opt_d, real, z, label_smoothing=0.0):
    fake = G(z)  # (M, 3) -> (M, 2)
    on_real = D(real)  # (N, 2) -> (N, 1)
    on_fake = D(fake)  # (M, 2) -> (M, 1)
    loss = bce(on_real, torch.full_like(on_real, 1 - label_smoothing)) + bce(on_fake, torch.zeros_like(on_fake))
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    return loss.item()


def g_step(G, D, opt_g, z):
    on_fake = D(G(z))  # (M, 3) -> (M, 2) -> (M, 1)
    loss = bce(on_fake, torch.ones_like(on_fake))
    opt_g.zero_grad()
    loss.backward()
    opt_g.step()
    return loss.item()
