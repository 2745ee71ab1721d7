"""Pushes unit vectors through the layers, tests one pair of points at a time, and solves XOR by two differences."""
# ruff: noqa: N806

import random

import torch


def run(layers, x):
    for weight, bias in layers:
        x = torch.stack([(row * x).sum() + shift for row, shift in zip(weight, bias, strict=True)])
    return x


def collapse(layers):
    inputs = layers[0][0].shape[1]
    origin = torch.zeros(inputs, dtype=layers[0][0].dtype)
    b = run(layers, origin)
    columns = []
    for place in range(inputs):
        unit = origin.clone()
        unit[place] = 1
        columns.append(run(layers, unit) - b)
    return [torch.stack(columns, dim=1), b]


def is_affine(f, dim):
    zero = f(torch.zeros(1, dim, dtype=torch.float64))
    for _ in range(60):
        x, y = (torch.tensor([[random.gauss(0, 1) for _ in range(dim)]], dtype=torch.float64) for _ in range(2))
        a, c = random.uniform(-2, 2), random.uniform(-2, 2)
        parts = [a * (f(x) - zero), c * (f(y) - zero), zero]
        whole = f(a * x + c * y)
        size = max(float(part.abs().max()) for part in (*parts, whole))
        for got, want in zip(whole[0].tolist(), sum(parts)[0].tolist(), strict=True):
            if abs(got - want) > 1e-7 * size:
                return False
    return True


def xor_weights():
    W1 = torch.tensor([[1, -1], [-1, 1]], dtype=torch.float64)
    return W1, torch.zeros(2, dtype=torch.float64), torch.ones(1, 2, dtype=torch.float64), torch.tensor([-0.5]).double()
