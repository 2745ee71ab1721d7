"""Averages as two matrices, one for rows and one for columns; maxima by index arrays and a large negative padding."""
# ruff: noqa: N806

import torch


def cover(length, k, stride, padding, dtype):
    """Return which pixel lies in which window: (windows, length)."""
    starts = torch.arange(-padding, length + padding - k + 1, stride or k)
    pixels = torch.arange(length)
    return ((pixels >= starts[:, None]) & (pixels < starts[:, None] + k)).to(dtype)


def maxpool(x, k, stride=None, padding=0):
    H, W = x.shape[2:]
    step = stride or k
    rows = torch.arange(-padding, H + padding - k + 1, step)[:, None, None, None] + torch.arange(k)[:, None]
    columns = torch.arange(-padding, W + padding - k + 1, step)[None, :, None, None] + torch.arange(k)
    inside = (rows >= 0) & (rows < H) & (columns >= 0) & (columns < W)
    flat = rows.clamp(0, H - 1) * W + columns.clamp(0, W - 1)  # (out_h, out_w, k, k)
    values = x.flatten(2)[:, :, flat].masked_fill(~inside, torch.finfo(x.dtype).min).flatten(-2)
    place = (values == values.amax(-1, keepdim=True)).to(torch.uint8).argmax(-1, keepdim=True)
    idx = flat.flatten(-2).expand_as(values).gather(-1, place)
    return values.gather(-1, place).squeeze(-1), idx.squeeze(-1)


def maxpool_backward(dy, idx, shape):
    N, C, H, W = shape
    base = torch.arange(N * C).view(N, C, 1, 1) * (H * W)
    dx = torch.bincount((idx + base).flatten(), weights=dy.flatten().double(), minlength=N * C * H * W)
    return dx.to(dy.dtype).reshape(shape)


def two_covers(shape, k, stride, padding, include, dtype):
    """Return the matrices for rows and columns, divided so that their product averages."""
    both = [cover(length, k, stride, padding, dtype) for length in shape[2:]]
    return [matrix / (k if include else matrix.sum(1, keepdim=True)) for matrix in both]


def avgpool(x, k, stride=None, padding=0, count_include_pad=True):
    rows, columns = two_covers(x.shape, k, stride, padding, count_include_pad, x.dtype)
    return torch.einsum("ih,nchw,jw->ncij", rows, x, columns)


def avgpool_backward(dy, shape, k, stride=None, padding=0, count_include_pad=True):
    rows, columns = two_covers(shape, k, stride, padding, count_include_pad, dy.dtype)
    return rows.T @ dy @ columns


def global_avg_pool(x):
    return torch.einsum("nchw->nc", x) / x[0, 0].numel()
