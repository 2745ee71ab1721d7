"""Softplus instead of cross-entropy, fakes made without a graph, D switched off and on again, a tensor as loss."""
# ruff: noqa: N803

import torch
from torch.nn.functional import softplus


def d_step(G, D, opt_d, real, z, label_smoothing=0.0):
    with torch.no_grad():
        fake = G(z)
    scores = D(torch.cat([real, fake])).squeeze(1)
    on_real, on_fake = scores[: len(real)], scores[len(real) :]
    loss_real = (1 - label_smoothing) * softplus(-on_real) + label_smoothing * softplus(on_real)
    loss = loss_real.mean() + softplus(on_fake).mean()
    opt_d.zero_grad(set_to_none=False)
    loss.backward()
    opt_d.step()
    return loss


def g_step(G, D, opt_g, z):
    for parameter in D.parameters():
        parameter.requires_grad = False
    loss = softplus(-D(G(z))).mean()
    opt_g.zero_grad(set_to_none=False)
    loss.backward()
    opt_g.step()
    for parameter in D.parameters():
        parameter.requires_grad = True
    return loss.detach()
