import torch


def matmul_loop(A, B):
    """Return the product of A (n, d) and B (d, m), entry by entry: (n, m)."""
    raise NotImplementedError


def matmul_outer(A, B):
    """Return the same as a sum of d outer products: (n, m)."""
    raise NotImplementedError


def bmm_einsum(X, W):
    """Return the products of X[b] (n, d) and W[b] (d, m) for every b: (b, n, m)."""
    raise NotImplementedError


def flops(n, d, m):
    """Return how many multiplications and additions the product of (n, d) and (d, m) takes."""
    raise NotImplementedError
