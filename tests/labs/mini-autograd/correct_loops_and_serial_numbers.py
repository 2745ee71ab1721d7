"""Values carry a serial number, so that sorting by it gives the order; derivatives are written as loops over entries."""

import itertools
import math

import torch

SERIAL = itertools.count()


def entries(t):
    return itertools.product(range(t.shape[0]), range(t.shape[1]))


class Value:
    def __init__(self, data, kind="given", *parents):
        self.data, self.kind, self.parents = data, kind, parents
        self.grad = torch.zeros(data.shape, dtype=data.dtype)
        self.serial = next(SERIAL)

    def __add__(self, other):
        return Value(self.data + other.data, "add", self, other)

    def __mul__(self, other):
        return Value(self.data * other.data, "mul", self, other)

    def __matmul__(self, other):
        rows = [[sum(x * y for x, y in zip(row, column, strict=True)) for column in other.data.T] for row in self.data]
        return Value(torch.tensor(rows, dtype=self.data.dtype), "matmul", self, other)

    def relu(self):
        return self.each("relu", lambda x: max(x, 0.0))

    def exp(self):
        return self.each("exp", math.exp)

    def log(self):
        return self.each("log", math.log)

    def each(self, kind, function):
        rows = [[function(x) for x in row] for row in self.data.tolist()]
        return Value(torch.tensor(rows, dtype=self.data.dtype), kind, self)

    def sum(self):
        return Value(self.data.sum().view(1, 1), "sum", self)

    def backward(self):
        behind, unseen = {self.serial: self}, [self]
        while unseen:
            for parent in unseen.pop().parents:
                if parent.serial not in behind:
                    behind[parent.serial] = parent
                    unseen.append(parent)
        here = {serial: torch.zeros_like(value.data) for serial, value in behind.items()}
        here[self.serial] += 1
        for serial in sorted(behind, reverse=True):
            value = behind[serial]
            if value.kind == "matmul":
                self.through_matmul(value, here)
            elif value.parents:
                self.entry_by_entry(value, here)
            value.grad += here[serial]

    @staticmethod
    def through_matmul(value, here):
        left, right = value.parents
        for i, j in entries(value.data):
            for k in range(left.data.shape[1]):
                here[left.serial][i, k] += here[value.serial][i, j] * right.data[k, j]
                here[right.serial][k, j] += here[value.serial][i, j] * left.data[i, k]

    @staticmethod
    def entry_by_entry(value, here):
        g, first = here[value.serial], value.parents[0]
        if value.kind == "sum":
            for i, j in entries(first.data):
                here[first.serial][i, j] += g[0, 0]
            return
        for i, j in entries(value.data):
            for parent, other in zip(value.parents, value.parents[::-1], strict=True):
                at = (min(i, parent.data.shape[0] - 1), min(j, parent.data.shape[1] - 1))
                there = (min(i, other.data.shape[0] - 1), min(j, other.data.shape[1] - 1))
                slope = {
                    "add": lambda: 1.0,
                    "mul": lambda o=other, t=there: o.data[t],
                    "relu": lambda i=i, j=j: float(first.data[i, j] > 0),
                    "exp": lambda i=i, j=j: value.data[i, j],
                    "log": lambda i=i, j=j: 1 / first.data[i, j],
                }[value.kind]()
                here[parent.serial][at] += g[i, j] * slope
