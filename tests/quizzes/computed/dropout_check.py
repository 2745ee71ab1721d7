"""What the numbers of the dropout quiz come from."""

from __future__ import annotations

import torch
from torch import nn


def expected_zeros() -> float:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        zeros = (nn.Dropout(p=0.3).train()(torch.ones(200, 50_000)) == 0).sum(dim=0)
    return round(zeros.double().mean().item())
