import torch


def constant_init_(model, c):
    """Fill every parameter of the model with c, in place, and return the model."""
    raise NotImplementedError


def unit_spread(weight, bias):
    """Return how far apart the units of a linear layer are: 0 if all are the same."""
    raise NotImplementedError


def train(model, x, y, lr, steps):
    """Train the model by gradient descent and return the loss before each step."""
    raise NotImplementedError
