"""The backward pass draws a mask of its own. The gradient must pass exactly where the forward pass let the value through.

check: backward_uses_the_mask
lesson: dropout
"""

import torch


def dropout_forward(x, p, training, generator=None):
    if not training:
        return x.clone(), torch.ones_like(x, dtype=torch.bool)
    mask = torch.rand(x.shape, generator=generator) >= p  # True with probability 1 - p
    if p == 1:
        return torch.zeros_like(x), mask
    return x * mask / (1 - p), mask


def dropout_backward(grad, mask, p, training):
    if not training:
        return grad.clone()
    if p == 1:
        return torch.zeros_like(grad)
    return grad * (torch.rand(grad.shape) >= p) / (1 - p)


class MyDropout(torch.nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return dropout_forward(x, self.p, self.training)[0]
