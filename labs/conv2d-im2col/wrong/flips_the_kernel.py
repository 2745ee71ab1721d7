"""The kernel is turned by 180 degrees before it is applied. That is convolution as mathematics defines it; frameworks
leave the kernel as it is.

check: forward
lesson: cnns
"""

import torch
import torch.nn.functional as F


def windows(length, k, stride, padding, dilation):
    return (length + 2 * padding - dilation * (k - 1) - 1) // stride + 1


def taps(kernel, size, stride, padding, dilation):
    """List, for each place of the kernel row by row, the slice of the padded image (…, H, W) that it meets."""
    (kh, kw), (H, W) = kernel, size
    out_h, out_w = windows(H, kh, stride, padding, dilation), windows(W, kw, stride, padding, dilation)
    found = []
    for i in range(kh):
        for j in range(kw):
            top, left = i * dilation, j * dilation
            rows = slice(top, top + stride * (out_h - 1) + 1, stride)
            columns = slice(left, left + stride * (out_w - 1) + 1, stride)
            found.append((..., rows, columns))
    return found


def im2col(x, kernel, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    padded = F.pad(x, (padding, padding, padding, padding))  # (N, C, H + 2p, W + 2p)
    met = [padded[tap] for tap in taps(kernel, (H, W), stride, padding, dilation)]  # each (N, C, out_h, out_w)
    stacked = torch.stack(met, dim=2)  # (N, C, kh * kw, out_h, out_w)
    return stacked.reshape(N, C * len(met), -1)  # (N, C * kh * kw, out_h * out_w)


def conv2d(x, w, b, stride=1, padding=0, dilation=1):
    N, _, H, W = x.shape
    O, _, kh, kw = w.shape
    columns = im2col(x, (kh, kw), stride, padding, dilation)
    y = w.flip(2, 3).reshape(O, -1) @ columns + b[:, None]  # (O, C * kh * kw) @ (N, C * kh * kw, L) -> (N, O, L)
    y = y.reshape(N, O, windows(H, kh, stride, padding, dilation), windows(W, kw, stride, padding, dilation))
    return y, (x.shape, w, columns, stride, padding, dilation)


def conv2d_backward(dy, cache):
    shape, w, columns, stride, padding, dilation = cache
    N, C, H, W = shape
    O, _, kh, kw = w.shape
    d_out = dy.reshape(N, O, -1)  # (N, O, out_h, out_w) -> (N, O, L)
    db = d_out.sum(dim=(0, 2))  # (N, O, L) -> (O,)
    dw = (d_out @ columns.transpose(1, 2)).sum(dim=0)  # (N, O, L) @ (N, L, C * kh * kw) -> (O, C * kh * kw)
    d_columns = w.reshape(O, -1).T @ d_out  # (C * kh * kw, O) @ (N, O, L) -> (N, C * kh * kw, L)
    met = d_columns.reshape(N, C, kh * kw, *dy.shape[2:])
    padded = dy.new_zeros(N, C, H + 2 * padding, W + 2 * padding)
    for place, tap in enumerate(taps((kh, kw), (H, W), stride, padding, dilation)):
        padded[tap] += met[:, :, place]  # a pixel under several windows takes a share from each
    dx = padded[:, :, padding : padding + H, padding : padding + W]
    return dx, dw.reshape(w.shape), db
