"""Walks through the entries of a flat copy, moves one, and puts the old number back; kinks from three values."""

import math

import torch


def numeric_grad(f, x, eps=1e-5):
    point = x.detach().to(torch.float64).clone()
    flat = point.view(-1)
    slopes = torch.zeros_like(flat)
    for i in range(flat.numel()):
        old = flat[i].item()
        values = []
        for sign in (1, -1):
            flat[i] = old + sign * eps
            values.append(f(point))
        flat[i] = old
        slopes[i] = (values[0] - values[1]) / (2 * eps)
    return slopes.view(x.shape)


def length(tensor):
    return math.sqrt(math.fsum(value**2 for value in tensor.flatten().tolist()))


def rel_error(a, b):
    if list(a.shape) != list(b.shape):
        raise ValueError("the shapes differ")
    apart, both = length(a - b), length(a) + length(b)
    return 0 if both == 0 else apart / both


def check_gradient(f, grad_f, x):
    eps, middle, claimed = 1e-5, f(x), grad_f(x)
    kinks = torch.zeros(x.numel(), dtype=torch.bool)
    central = numeric_grad(f, x, eps).flatten()
    for i in range(x.numel()):
        point = x.clone().flatten()
        point[i] += eps
        ahead = (f(point.reshape(x.shape)) - middle) / eps
        kinks[i] = abs(ahead - central[i]) > 0.02
    keep = ~kinks
    return [rel_error(central[keep], claimed.flatten()[keep]) < 1e-5, kinks.reshape(x.shape)]
