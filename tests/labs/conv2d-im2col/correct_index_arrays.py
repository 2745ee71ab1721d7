"""No loop at all: index arrays pick every window at once, and `index_add` takes the gradients back."""
# ruff: noqa: N803, N806

import torch
from torch.nn.functional import pad


def pixels(H, W, kh, kw, stride, padding, dilation):
    """Return the flat index in the padded image per kernel place and position, (kh * kw, L), and the output size."""
    height, width = H + 2 * padding, W + 2 * padding
    tops = torch.arange(0, height - dilation * (kh - 1), stride)
    lefts = torch.arange(0, width - dilation * (kw - 1), stride)
    rows = (torch.arange(kh) * dilation)[:, None, None, None] + tops[None, None, :, None]
    columns = (torch.arange(kw) * dilation)[None, :, None, None] + lefts[None, None, None, :]
    return (rows * width + columns).reshape(kh * kw, -1), (len(tops), len(lefts))


def im2col(x, kernel, stride=1, padding=0, dilation=1):
    index, _ = pixels(*x.shape[2:], *kernel, stride, padding, dilation)
    flat = pad(x, [padding] * 4).flatten(2)
    return flat[:, :, index].flatten(1, 2)


def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    columns = im2col(x, tuple(w.shape[2:]), stride, padding, dilation)
    _, size = pixels(*x.shape[2:], *w.shape[2:], stride, padding, dilation)
    y = (columns.mT @ w.flatten(1).T + b).mT
    return y.unflatten(2, size), (x, w, stride, padding, dilation)


def conv2d_backward(dy, cache):
    x, w, stride, padding, dilation = cache
    N, C, H, W = x.shape
    index, _ = pixels(H, W, *w.shape[2:], stride, padding, dilation)
    columns = im2col(x, w.shape[2:], stride, padding, dilation)
    dw = torch.tensordot(dy.flatten(2), columns, dims=([0, 2], [0, 2])).view_as(w)
    d_columns = torch.einsum("ok,nol->nkl", w.flatten(1), dy.flatten(2)).reshape(N, C, -1)
    height, width = H + 2 * padding, W + 2 * padding
    flat = torch.zeros(N, C, height * width, dtype=dy.dtype).index_add(2, index.flatten(), d_columns)
    dx = flat.view(N, C, height, width)[..., padding : height - padding, padding : width - padding]
    return dx, dw, dy.sum((0, 2, 3))
