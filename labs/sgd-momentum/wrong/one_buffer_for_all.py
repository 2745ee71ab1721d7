"""One buffer serves all parameters, so the gradients of one move the next. Keep a buffer for each parameter.

check: own_buffers
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
        self.buffers = {}

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            v = self.momentum * self.buffers.get(p.shape, 0) + g
            self.buffers[p.shape] = v
            p -= self.lr * (g + self.momentum * v if self.nesterov else v)
