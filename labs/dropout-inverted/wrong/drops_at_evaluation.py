"""Dropout is still at work at evaluation. It belongs to training only; at evaluation it is the identity.

check: identity_in_evaluation
lesson: dropout
"""

import torch


def dropout_forward(x, p, training, generator=None):
    mask = torch.rand(x.shape, generator=generator) >= p  # True with probability 1 - p
    if p == 1:
        return torch.zeros_like(x), mask
    return x * mask / (1 - p), mask


def dropout_backward(grad, mask, p, training):
    if not training:
        return grad.clone()
    if p == 1:
        return torch.zeros_like(grad)
    return grad * mask / (1 - p)


class MyDropout(torch.nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return dropout_forward(x, self.p, self.training)[0]
