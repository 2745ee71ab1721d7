"""Probabilities and logarithms, a backward pass for each term, and gradients put in place by hand for G."""
# ruff: noqa: N803

import torch


def d_step(G, D, opt_d, real, z, label_smoothing=0.0):
    D.zero_grad()
    probability = torch.sigmoid(D(real))
    target = 1 - label_smoothing
    on_real = -(target * probability.log() + (1 - target) * (1 - probability).log()).mean()
    on_real.backward()
    on_fake = -(1 - torch.sigmoid(D(G(z).detach()))).log().mean()
    on_fake.backward()
    opt_d.step()
    return (on_real + on_fake).item()


def g_step(G, D, opt_g, z):
    parameters = list(G.parameters())
    loss = -torch.nn.functional.logsigmoid(D(G(z))).mean()
    for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = slope
    opt_g.step()
    return float(loss)
