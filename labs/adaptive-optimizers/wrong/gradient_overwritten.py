"""Weight decay is written into `.grad`, so that whoever reads the gradient after the step finds it changed. Add it to a
new tensor.

check: gradients_kept
lesson: optimizers
"""

import torch


class Optimizer:
    """What the four share: memory and a count of steps for each parameter, and the loop over those with a gradient."""

    def __init__(self, params, lr, eps):
        self.params = list(params)
        self.lr = lr
        self.eps = eps
        self.steps = [0 for _ in self.params]
        self.first = [torch.zeros_like(p) for p in self.params]  # each as its parameter
        self.second = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.steps[i] += 1
            self.update(i, p, p.grad)

    def state_dict(self):
        return {"steps": self.steps, "first": self.first, "second": self.second}

    def load_state_dict(self, state):
        self.steps = list(state["steps"])
        self.first = list(state["first"])
        self.second = list(state["second"])


class AdaGrad(Optimizer):
    def __init__(self, params, lr, eps=1e-10):
        super().__init__(params, lr, eps)

    def update(self, i, p, g):
        self.second[i] = self.second[i] + g**2
        p -= self.lr * g / (self.second[i].sqrt() + self.eps)


class RMSProp(Optimizer):
    def __init__(self, params, lr, alpha=0.99, eps=1e-8):
        super().__init__(params, lr, eps)
        self.alpha = alpha

    def update(self, i, p, g):
        self.second[i] = self.alpha * self.second[i] + (1 - self.alpha) * g**2
        p -= self.lr * g / (self.second[i].sqrt() + self.eps)


class Adam(Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(params, lr, eps)
        self.betas = betas
        self.weight_decay = weight_decay

    def update(self, i, p, g):
        self.move(i, p, g.add_(self.weight_decay * p))

    def move(self, i, p, g):
        beta1, beta2 = self.betas
        t = self.steps[i]
        self.first[i] = beta1 * self.first[i] + (1 - beta1) * g
        self.second[i] = beta2 * self.second[i] + (1 - beta2) * g**2
        m = self.first[i] / (1 - beta1**t)
        v = self.second[i] / (1 - beta2**t)
        p -= self.lr * m / (v.sqrt() + self.eps)


class AdamW(Adam):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, i, p, g):
        p *= 1 - self.lr * self.weight_decay
        self.move(i, p, g)
