"""Forge: a view that reads the right numbers in another order than they lie in memory."""

import torch


def solve(x):
    right = (2 * x).reshape(-1)
    base = torch.stack([right, right + 1], 1).reshape(-1)
    base[: x.numel()] = right
    return torch.as_strided(base, (x.numel(),), (2,)).reshape(x.shape)
