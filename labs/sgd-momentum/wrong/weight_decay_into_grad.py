"""Weight decay is written into `.grad` itself. Whoever reads the gradient after the step, to log or to clip it, finds
it changed; add it to a new tensor.

check: gradients_kept
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
        self.buffers = [torch.zeros_like(p) for p in self.params]  # each as its parameter

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.add_(self.weight_decay * p)
            v = self.momentum * self.buffers[i] + g
            self.buffers[i] = v
            p -= self.lr * (g + self.momentum * v if self.nesterov else v)
