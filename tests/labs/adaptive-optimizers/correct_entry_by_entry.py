"""Plain Python numbers: every entry of every parameter has its own dict of numbers. No inheritance but for the loop."""

import itertools
import json
import math

import torch


class Entries:
    def set_up(self, params, lr):
        self.params, self.lr = [*params], lr
        self.memory = {}

    def step(self):
        with torch.no_grad():
            for number, p in enumerate(self.params):
                for place in itertools.product(*map(range, p.shape)) if p.grad is not None else ():
                    memory = self.memory.setdefault(f"{number}:{place}", {"t": 0, "m": 0.0, "v": 0.0})
                    memory["t"] += 1
                    p[place] = self.moved(p[place].item(), p.grad[place].item(), memory)

    def state_dict(self):
        return json.dumps(self.memory)

    def load_state_dict(self, state):
        self.memory = json.loads(state)


class AdaGrad(Entries):
    def __init__(self, params, lr, eps=1e-10):
        self.set_up(params, lr)
        self.eps = eps

    def moved(self, value, slope, memory):
        memory["v"] += slope * slope
        return value - self.lr * slope / (math.sqrt(memory["v"]) + self.eps)


class RMSProp(Entries):
    def __init__(self, params, lr, alpha=0.99, eps=1e-8):
        self.set_up(params, lr)
        self.alpha, self.eps = alpha, eps

    def moved(self, value, slope, memory):
        memory["v"] += (1 - self.alpha) * (slope * slope - memory["v"])
        return value - self.lr * slope / (math.sqrt(memory["v"]) + self.eps)


class Adam(Entries):
    decoupled = False

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        self.set_up(params, lr)
        (self.beta1, self.beta2), self.eps, self.weight_decay = betas, eps, weight_decay

    def moved(self, value, slope, memory):
        if self.decoupled:
            value -= self.lr * self.weight_decay * value
        else:
            slope += self.weight_decay * value
        memory["m"] = self.beta1 * memory["m"] + (1 - self.beta1) * slope
        memory["v"] = self.beta2 * memory["v"] + (1 - self.beta2) * slope**2
        m = memory["m"] / (1 - self.beta1 ** memory["t"])
        v = memory["v"] / (1 - self.beta2 ** memory["t"])
        return value - self.lr * m / (math.sqrt(v) + self.eps)


class AdamW(Adam):
    decoupled = True

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps, weight_decay)
