"""Loops over the windows and looks only at the pixels of the map; flat lists of bounds instead of padding."""
# ruff: noqa: N806

import torch


def bounds(length, k, stride, padding):
    """List where each window begins and ends on the map itself."""
    starts = range(-padding, length + padding - k + 1, stride or k)
    return [(max(start, 0), min(start + k, length)) for start in starts]


def maxpool(x, k, stride=None, padding=0):
    N, C, H, W = x.shape
    rows, columns = bounds(H, k, stride, padding), bounds(W, k, stride, padding)
    y = torch.zeros(N, C, len(rows), len(columns), dtype=x.dtype)
    idx = torch.zeros(N, C, len(rows), len(columns), dtype=torch.long)
    for i, (top, bottom) in enumerate(rows):
        for j, (left, right) in enumerate(columns):
            window = x[:, :, top:bottom, left:right].flatten(2)
            place = window.argmax(dim=2)
            y[:, :, i, j] = window.amax(dim=2)
            idx[:, :, i, j] = (top + place.div(right - left, rounding_mode="floor")) * W + left + place % (right - left)
    return [y, idx]


def maxpool_backward(dy, idx, shape):
    N, C, H, W = shape
    dx = torch.zeros(N * C, H * W, dtype=dy.dtype)
    for image, (places, amounts) in enumerate(zip(idx.reshape(N * C, -1), dy.reshape(N * C, -1), strict=True)):
        dx[image].index_add_(0, places, amounts)
    return dx.view(N, C, H, W)


def avgpool(x, k, stride=None, padding=0, count_include_pad=True):
    rows, columns = bounds(x.shape[2], k, stride, padding), bounds(x.shape[3], k, stride, padding)
    found = []
    for top, bottom in rows:
        for left, right in columns:
            number = k * k if count_include_pad else (bottom - top) * (right - left)
            found.append(x[:, :, top:bottom, left:right].sum((2, 3)) / number)
    return torch.stack(found, dim=2).unflatten(2, (len(rows), len(columns)))


def avgpool_backward(dy, shape, k, stride=None, padding=0, count_include_pad=True):
    dx = torch.zeros(tuple(shape), dtype=dy.dtype)
    for i, (top, bottom) in enumerate(bounds(shape[2], k, stride, padding)):
        for j, (left, right) in enumerate(bounds(shape[3], k, stride, padding)):
            number = k**2 if count_include_pad else (bottom - top) * (right - left)
            dx[:, :, top:bottom, left:right] += dy[:, :, i : i + 1, j : j + 1] / number
    return dx


def global_avg_pool(x):
    return x.flatten(2).sum(-1) / (x.shape[2] * x.shape[3])
