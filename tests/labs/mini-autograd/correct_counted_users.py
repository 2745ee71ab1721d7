"""Closures that write into their operands, and a pass that counts how many users each value still waits for."""

from collections import Counter, deque

import torch


class Value:
    def __init__(self, data, operands=None):
        self.data = data
        self.grad = torch.zeros_like(data)
        self._pending = None
        self._operands = list(operands or [])
        self._push = lambda: None

    def _take(self, g):
        g = g.sum_to_size(self.data.shape)
        self._pending = g.clone() if self._pending is None else self._pending.add_(g)

    def __add__(self, other):
        out = Value(torch.add(self.data, other.data), [self, other])

        def push():
            self._take(out._pending)
            other._take(out._pending)

        out._push = push
        return out

    def __mul__(self, other):
        out = Value(torch.mul(self.data, other.data), [self, other])

        def push():
            self._take(out._pending * other.data)
            other._take(out._pending * self.data)

        out._push = push
        return out

    def __matmul__(self, other):
        out = Value(self.data.mm(other.data), [self, other])

        def push():
            self._take(torch.einsum("ij,kj->ik", out._pending, other.data))
            other._take(torch.einsum("ki,kj->ij", self.data, out._pending))

        out._push = push
        return out

    def _unary(self, data, slope):
        out = Value(data, [self])
        out._push = lambda: self._take(out._pending * slope)
        return out

    def relu(self):
        return self._unary(torch.relu(self.data), torch.where(self.data > 0, 1.0, 0.0).to(self.data.dtype))

    def exp(self):
        return self._unary(torch.exp(self.data), torch.exp(self.data))

    def log(self):
        return self._unary(torch.log(self.data), self.data.reciprocal())

    def sum(self):
        out = Value(self.data.sum()[None, None], [self])
        out._push = lambda: self._take(out._pending.expand_as(self.data))
        return out

    def backward(self):
        waiting, members, found = Counter(), {id(self)}, deque([self])
        while found:
            for operand in found.popleft()._operands:
                waiting[id(operand)] += 1
                if id(operand) not in members:
                    members.add(id(operand))
                    found.append(operand)
        self._take(torch.ones_like(self.data))
        ready = [self]
        while ready:
            value = ready.pop()
            value._push()
            value.grad += value._pending
            value._pending = None
            for operand in value._operands:
                waiting[id(operand)] -= 1
                if not waiting[id(operand)]:
                    ready.append(operand)
