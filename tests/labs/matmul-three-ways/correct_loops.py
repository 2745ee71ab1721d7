"""Nested lists and Python numbers all the way, and the batch one matrix at a time."""
# ruff: noqa: N803

import torch


def check(fits):
    if not fits:
        raise ValueError("these shapes don't fit")


def kind(tensor):
    return tensor.dtype if tensor.dtype.is_floating_point else torch.int64


def matmul_loop(A, B):
    check(A.ndim == B.ndim == 2 and A.size(1) == B.size(0))
    rows, columns = A.tolist(), B.T.tolist()
    entries = [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in rows]
    return torch.tensor(entries, dtype=kind(A))


def matmul_outer(A, B):
    check(A.ndim == B.ndim == 2 and A.size(1) == B.size(0))
    total = torch.zeros((A.size(0), B.size(1)), dtype=kind(A))
    for column, row in zip(A.T, B, strict=True):
        for i, a in enumerate(column.tolist()):
            for j, b in enumerate(row.tolist()):
                total[i, j] += a * b
    return total


def bmm_einsum(X, W):
    check(X.ndim == W.ndim == 3 and X.size(0) == W.size(0))
    return torch.stack([matmul_loop(x, w) for x, w in zip(X, W, strict=True)])


def flops(n, d, m):
    count = 0
    for operation in ("multiply", "add"):
        count += n * m * d * len([operation])
    return count
