"""Dot products from broadcasting, outer products stacked and summed, einsum with the sublist of indices."""
# ruff: noqa: N803, N806

import torch


class ShapesDiffer(ValueError):
    """Raised where the sizes don't fit."""


def matmul_loop(A, B):
    if [A.dim(), B.dim()] != [2, 2] or A.size(-1) != B.size(0):
        raise ShapesDiffer(f"{A.shape} times {B.shape}")
    if A.dtype == torch.int32:
        A, B = A.to(torch.int64), B.to(torch.int64)
    return (A.unsqueeze(2) * B.unsqueeze(0)).sum(dim=1)


def matmul_outer(A, B):
    if [A.dim(), B.dim()] != [2, 2] or A.size(-1) != B.size(0):
        raise ShapesDiffer(f"{A.shape} times {B.shape}")
    if A.dtype == torch.int32:
        A, B = A.to(torch.int64), B.to(torch.int64)
    products = [torch.outer(A[:, k], B[k]) for k in range(A.size(1))]
    return torch.stack([A.new_zeros(A.size(0), B.size(1)), *products]).sum(dim=0)


def bmm_einsum(X, W):
    if X.dim() != 3 or W.dim() != 3 or X.size(2) != W.size(1) or X.size(0) != W.size(0):
        raise ShapesDiffer(f"{X.shape} times {W.shape}")
    if not X.is_floating_point():
        X, W = X.to(torch.int64), W.to(torch.int64)
    return torch.einsum(X, [0, 1, 2], W, [0, 2, 3], [0, 1, 3])


def flops(n, d, m):
    return (n * m) * (d + d)
