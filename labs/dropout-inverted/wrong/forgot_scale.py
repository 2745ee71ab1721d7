"""Your output is what comes out when the survivors are not divided by 1 − p: on average the activations shrink by the
factor 1 − p.

check: scales_survivors
lesson: dropout
"""

import torch


def dropout_forward(x, p, training, generator=None):
    if not training:
        return x.clone(), torch.ones_like(x, dtype=torch.bool)
    mask = torch.rand(x.shape, generator=generator) >= p  # True with probability 1 - p
    if p == 1:
        return torch.zeros_like(x), mask
    return x * mask, mask


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
