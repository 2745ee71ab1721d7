import torch
import torch.nn.functional as F


def maxpool(x, k, stride=None, padding=0):
    """Return (y, idx), both (N, C, H_out, W_out); idx is where in its channel of x each maximum stands."""
    raise NotImplementedError


def maxpool_backward(dy, idx, shape):
    """Return dx of the given shape (N, C, H, W)."""
    raise NotImplementedError


def avgpool(x, k, stride=None, padding=0, count_include_pad=True):
    """Return the means of the windows: (N, C, H_out, W_out)."""
    raise NotImplementedError


def avgpool_backward(dy, shape, k, stride=None, padding=0, count_include_pad=True):
    """Return dx of the given shape (N, C, H, W)."""
    raise NotImplementedError


def global_avg_pool(x):
    """Return the mean of each channel: (N, C)."""
    raise NotImplementedError
