import torch


def layer_norm(x, shape, g, b, eps):
    """Return (y, cache); the last len(shape) dimensions of x make up one example."""
    raise NotImplementedError


def layer_norm_backward(dy, cache):
    """Return (dx, dg, db)."""
    raise NotImplementedError


def rms_norm(x, g, eps):
    """Return x, scaled by the root mean square of its last dimension, times g."""
    raise NotImplementedError
