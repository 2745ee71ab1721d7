"""A loop over the positions of the kernel, one column at a time; the cache is a dict, the results a list."""
# ruff: noqa: N806

import torch


def places(x, kh, kw, stride, padding, dilation):
    H, W = x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
    for top in range(0, H - dilation * (kh - 1), stride):
        for left in range(0, W - dilation * (kw - 1), stride):
            yield (
                slice(top, top + dilation * (kh - 1) + 1, dilation),
                slice(left, left + dilation * (kw - 1) + 1, dilation),
            )


def with_border(x, padding):
    N, C, H, W = x.shape
    out = torch.zeros(N, C, H + 2 * padding, W + 2 * padding, dtype=x.dtype)
    out[:, :, padding : padding + H, padding : padding + W] = x
    return out


def im2col(x, kernel, stride=1, padding=0, dilation=1):
    padded = with_border(x, padding)
    found = [padded[:, :, rows, cols].flatten(1) for rows, cols in places(x, *kernel, stride, padding, dilation)]
    return torch.stack(found, dim=-1)


def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    columns = im2col(x, w.shape[2:], stride, padding, dilation)
    height = len(range(0, x.shape[2] + 2 * padding - dilation * (w.shape[2] - 1), stride))
    y = torch.einsum("ok,nkl->nol", w.flatten(1), columns) + b.view(1, -1, 1)
    cache = {"x": x, "w": w, "options": [stride, padding, dilation]}
    return [y.unflatten(2, (height, -1)), cache]


def conv2d_backward(dy, cache):
    x, w = cache["x"], cache["w"]
    stride, padding, dilation = cache["options"]
    padded, flat = with_border(x, padding), dy.flatten(2)
    d_padded, dw, db = torch.zeros_like(padded), torch.zeros_like(w), torch.zeros_like(w[:, 0, 0, 0])
    kernel = w.shape[2:]
    for place, (rows, cols) in enumerate(places(x, *kernel, stride, padding, dilation)):
        here = flat[:, :, place]
        db += here.sum(0)
        dw += torch.einsum("no,nchw->ochw", here, padded[:, :, rows, cols])
        d_padded[:, :, rows, cols] += torch.einsum("no,ochw->nchw", here, w)
    H, W = x.shape[2:]
    return [d_padded.narrow(2, padding, H).narrow(3, padding, W), dw, db]
