import torch
import torch.nn.functional as F


def im2col(x, kernel, stride=1, padding=0, dilation=1):
    """Return the windows of x (N, C, H, W) as columns: (N, C * kh * kw, H_out * W_out)."""
    raise NotImplementedError


def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    """Return (y, cache); x is (N, C, H, W), w is (O, C, kh, kw), b is (O,), y is (N, O, H_out, W_out)."""
    raise NotImplementedError


def conv2d_backward(dy, cache):
    """Return (dx, dw, db) for the gradient dy (N, O, H_out, W_out)."""
    raise NotImplementedError
