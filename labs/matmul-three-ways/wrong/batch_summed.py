"""The products of the whole batch are added up. In einsum, the letter of the batch must appear after the arrow too.

check: batched
lesson: why-gpus
"""

import torch


def sized(A, B, dims):
    """Return both in the dtype to add up in. Raises ValueError unless they are `dims`-dimensional and fit."""
    if A.dim() != dims or B.dim() != dims:
        raise ValueError(f"expected {dims} dimensions, got {A.dim()} and {B.dim()}")
    if A.shape[-1] != B.shape[-2] or A.shape[:-2] != B.shape[:-2]:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)} don't fit")
    return (A, B) if A.is_floating_point() else (A.long(), B.long())


def matmul_loop(A, B):
    A, B = sized(A, B, 2)
    C = A.new_zeros(A.shape[0], B.shape[1])  # (n, m)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C


def matmul_outer(A, B):
    A, B = sized(A, B, 2)
    C = A.new_zeros(A.shape[0], B.shape[1])  # (n, m)
    for k in range(A.shape[1]):
        C += A[:, k, None] * B[None, k, :]  # (n, 1) * (1, m) -> (n, m)
    return C


def bmm_einsum(X, W):
    X, W = sized(X, W, 3)
    return torch.einsum("bik,bkj->ij", X, W)  # (b, n, d), (b, d, m) -> (b, n, m)


def flops(n, d, m):
    return 2 * n * d * m  # d multiplications and d additions for each of n·m entries
