"""The first buffer is the gradient's own tensor, so whatever is written into `.grad` later changes the buffer too. Keep a copy, such as `p.grad.clone()`.

check: buffers_are_copies
lesson: optimizers
"""

import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.weight_decay = weight_decay
        self.buffers = [None] * len(self.params)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p if self.weight_decay else p.grad
            v = g if self.buffers[i] is None else self.momentum * self.buffers[i] + g
            self.buffers[i] = v
            p -= self.lr * (g + self.momentum * v if self.nesterov else v)
