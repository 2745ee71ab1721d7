"""Of equal maxima the last one is taken; the gradient belongs to the first, reading row by row. Look for `>=` where `>`
is meant.

check: max_ties
lesson: pooling
"""

import torch
import torch.nn.functional as F


def windows(x, k, stride, padding, fill):
    padded = F.pad(x, (padding, padding, padding, padding), value=fill)  # (N, C, H + 2p, W + 2p)
    return padded.unfold(2, k, stride).unfold(3, k, stride).flatten(4)  # (N, C, out_h, out_w, k * k)


def maxpool(x, k, stride=None, padding=0):
    stride = stride or k
    y, place = windows(x, k, stride, padding, float("-inf")).flip(-1).max(dim=-1)
    place = k * k - 1 - place
    out_h, out_w = y.shape[2:]
    rows = torch.arange(out_h)[:, None] * stride - padding + place // k  # (out_h, 1) + (N, C, out_h, out_w)
    columns = torch.arange(out_w) * stride - padding + place % k  # (out_w,) + (N, C, out_h, out_w)
    return y, rows * x.shape[3] + columns


def maxpool_backward(dy, idx, shape):
    N, C, H, W = shape
    dx = dy.new_zeros(N, C, H * W)
    dx.scatter_add_(2, idx.flatten(2), dy.flatten(2))
    return dx.reshape(N, C, H, W)


def counts(H, W, k, stride, padding, count_include_pad, dtype):
    """Return by how much each window's sum is divided: (1, 1, out_h, out_w)."""
    if count_include_pad:
        return torch.full((1, 1, 1, 1), k * k, dtype=dtype)
    return windows(torch.ones(1, 1, H, W, dtype=dtype), k, stride, padding, 0.0).sum(dim=-1)


def avgpool(x, k, stride=None, padding=0, count_include_pad=True):
    stride = stride or k
    total = windows(x, k, stride, padding, 0.0).sum(dim=-1)  # (N, C, out_h, out_w)
    return total / counts(*x.shape[2:], k, stride, padding, count_include_pad, x.dtype)


def avgpool_backward(dy, shape, k, stride=None, padding=0, count_include_pad=True):
    stride = stride or k
    N, C, H, W = shape
    share = dy / counts(H, W, k, stride, padding, count_include_pad, dy.dtype)  # (N, C, out_h, out_w)
    padded = dy.new_zeros(N, C, H + 2 * padding, W + 2 * padding)
    height, width = stride * (dy.shape[2] - 1) + 1, stride * (dy.shape[3] - 1) + 1
    for i in range(k):
        for j in range(k):
            padded[:, :, i : i + height : stride, j : j + width : stride] += share
    return padded[:, :, padding : padding + H, padding : padding + W]


def global_avg_pool(x):
    return x.mean(dim=(2, 3))  # (N, C, H, W) -> (N, C)
