"""Writes each layer as one matrix with the bias in its last column, and fits an affine function by least squares."""
# ruff: noqa: N806

from functools import reduce

import torch


def collapse(layers):
    def extended(layer):
        W, b = layer
        top = torch.cat([W, b[:, None]], dim=1)
        return torch.cat([top, torch.eye(W.shape[1] + 1, dtype=W.dtype)[-1:]])

    whole = reduce(lambda below, layer: extended(layer) @ below, layers[1:], extended(layers[0]))
    return whole[:-1, :-1], whole[:-1, -1]


def is_affine(f, dim):
    x = torch.randn(60 * (dim + 1), dim, dtype=torch.float64)
    y = f(x)
    design = torch.cat([x, torch.ones(len(x), 1, dtype=torch.float64)], dim=1)
    fitted = design @ torch.linalg.lstsq(design, y).solution
    return torch.allclose(fitted, y, rtol=0, atol=1e-7 * max(1.0, float(y.abs().max())))


def xor_weights():
    W1 = torch.tensor([[3.0, 3.0], [2.0, 2.0], [0.0, 0.0]])
    b1 = torch.tensor([0.0, -2.0, 5.0])
    return [W1, b1, torch.tensor([[1.0, -3.0, 0.0]]), torch.tensor([-1.0])]
