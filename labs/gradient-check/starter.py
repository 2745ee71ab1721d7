import torch


def numeric_grad(f, x, eps=1e-5):
    """Return the gradient of f at x by central differences, in the shape of x, as float64."""
    raise NotImplementedError


def rel_error(a, b):
    """Return the distance of a and b over the sum of their norms, as a number."""
    raise NotImplementedError


def check_gradient(f, grad_f, x):
    """Return (ok, kinks): does grad_f fit f at x, and which entries of x lie at a kink of f?"""
    raise NotImplementedError
