"""The slopes have the wrong sign. The difference is f(x + ε) minus f(x − ε), in this order.

check: central
lesson: forward-and-backprop
"""

import torch


def unit_steps(x, eps):
    """Return one step for each entry of x: a tensor of zeros with eps in one place."""
    return (eps * torch.eye(x.numel(), dtype=torch.float64)).reshape(-1, *x.shape)  # (n, *shape)


def numeric_grad(f, x, eps=1e-5):
    x = x.double()
    slopes = [(float(f(x - step)) - float(f(x + step))) / (2 * eps) for step in unit_steps(x, eps)]
    return torch.tensor(slopes, dtype=torch.float64).reshape(x.shape)


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} differ")
    size = a.norm() + b.norm()
    return float((a - b).norm() / size) if size > 0 else 0.0


def check_gradient(f, grad_f, x):
    here, eps = float(f(x)), 1e-5
    ahead = torch.tensor([(float(f(x + step)) - here) / eps for step in unit_steps(x, eps)], dtype=torch.float64)
    behind = torch.tensor([(here - float(f(x - step))) / eps for step in unit_steps(x, eps)], dtype=torch.float64)
    kinks = ((ahead - behind).abs() > 0.01).reshape(x.shape)
    numeric, claimed = (ahead + behind).reshape(x.shape) / 2, grad_f(x)
    return rel_error(numeric[~kinks], claimed[~kinks]) <= 1e-6, kinks
