"""Each path through the graph is followed on its own. The gradients are right, but each value that is used twice doubles the work behind it; add up what arrives at a value and pass it on once.

check: once_each
lesson: forward-and-backprop
"""

import torch


def fit(g, value):
    """Sum a gradient (m, n) over the dimensions along which `value` was broadcast."""
    for dim in (0, 1):
        if value.data.shape[dim] == 1:
            g = g.sum(dim, keepdim=True)
    return g  # as value.data


class Value:
    def __init__(self, data, sources=(), pull=None):
        self.data = data  # (m, n)
        self.grad = torch.zeros_like(data)  # (m, n)
        self.sources = sources
        self.pull = pull  # from the gradient of this value to those of its sources

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), lambda g: (fit(g, self), fit(g, other)))

    def __mul__(self, other):
        return Value(
            self.data * other.data, (self, other), lambda g: (fit(g * other.data, self), fit(g * self.data, other))
        )

    def __matmul__(self, other):
        return Value(self.data @ other.data, (self, other), lambda g: (g @ other.data.T, self.data.T @ g))

    def relu(self):
        return Value(self.data.clamp(min=0), (self,), lambda g: (g * (self.data > 0),))

    def exp(self):
        out = self.data.exp()
        return Value(out, (self,), lambda g: (g * out,))

    def log(self):
        return Value(self.data.log(), (self,), lambda g: (g / self.data,))

    def sum(self):
        return Value(self.data.sum().reshape(1, 1), (self,), lambda g: (g * torch.ones_like(self.data),))

    def backward(self):
        paths = [(self, torch.ones_like(self.data))]
        while paths:
            value, g = paths.pop()
            value.grad = value.grad + g
            if value.sources:
                paths.extend(zip(value.sources, value.pull(g), strict=True))
