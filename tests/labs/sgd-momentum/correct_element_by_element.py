"""Plain Python numbers, one entry at a time."""

import itertools

import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = tuple(params)
        self.lr = lr
        self.momentum, self.nesterov, self.weight_decay = momentum, nesterov, weight_decay
        self.velocity = {}

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        for number, p in enumerate(self.params):
            if p.grad is not None:
                with torch.no_grad():
                    for place in itertools.product(*map(range, p.shape)):
                        p[place] = self.moved(number, place, p[place].item(), p.grad[place].item())

    def moved(self, number, place, value, slope):
        slope += self.weight_decay * value
        v = self.velocity[number, place] = self.momentum * self.velocity.get((number, place), 0.0) + slope
        return value - self.lr * (slope + self.momentum * v if self.nesterov else v)
