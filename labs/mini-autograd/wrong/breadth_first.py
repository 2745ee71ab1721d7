"""A value passes its gradient on as soon as it is reached for the first time from the result; what its other users send later goes no further. Visit a value only after all that were computed from it.

check: order
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
        arrived = {self: torch.ones_like(self.data)}  # what this pass has brought so far
        queue, reached = [self], {self}
        for value in queue:
            if value.sources:
                for source, part in zip(value.sources, value.pull(arrived[value]), strict=True):
                    arrived[source] = arrived[source] + part if source in arrived else part
                    if source not in reached:
                        reached.add(source)
                        queue.append(source)
        for value, g in arrived.items():
            value.grad = value.grad + g
