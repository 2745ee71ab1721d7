"""Draws with bernoulli and scales with where."""

import torch


def dropout_forward(x, p, training, generator=None):
    if not training or p == 0:
        return x * 1, torch.full(x.shape, True)
    keep = torch.bernoulli(torch.full(x.shape, 1.0 - p), generator=generator).bool()
    return torch.where(keep, x * (1 / max(1 - p, 1e-9)), torch.zeros((), dtype=x.dtype)), keep


def dropout_backward(grad, mask, p, training):
    if not training:
        return grad + 0
    return grad.masked_fill(~mask, 0) * (1 / max(1 - p, 1e-9))


class MyDropout(torch.nn.Module):
    def __init__(self, p):
        super().__init__()
        self.rate = p

    def forward(self, x):
        out, _ = dropout_forward(x, self.rate, training=self.training)
        return out
