"""The input is overwritten. The caller still needs it, and so does autograd; return a new tensor.

check: input_untouched
lesson: dropout
"""

import torch


def dropout_forward(x, p, training, generator=None):
    if not training:
        return x.clone(), torch.ones_like(x, dtype=torch.bool)
    mask = torch.rand(x.shape, generator=generator) >= p  # True with probability 1 - p
    if p == 1:
        return torch.zeros_like(x), mask
    x *= mask
    x /= 1 - p
    return x.clone(), mask


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
