"""Time: one call of torch that takes minutes."""

import torch


def solve(x):
    return torch.linalg.eigvals(torch.randn(1500, 1500, dtype=torch.float64))
