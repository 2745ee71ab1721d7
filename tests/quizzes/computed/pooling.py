"""What the numbers of the quiz on pooling come from."""

from __future__ import annotations

import torch
from torch import nn


def _slopes() -> torch.Tensor:
    window = torch.tensor([[[[2.0, 9.0], [4.0, 1.0]]]], requires_grad=True)
    nn.MaxPool2d(2)(window).backward(torch.full((1, 1, 1, 1), 6.0))
    assert window.grad is not None
    return window.grad.flatten()


def gradient_in_a_window_winner() -> float:
    return _slopes()[1].item()


def gradient_in_a_window_loser() -> float:
    return _slopes()[[0, 2, 3]].sum().item()
