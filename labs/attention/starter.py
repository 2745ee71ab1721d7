import math

import torch


def attention(q, k, v, mask=None):
    """Return (out, weights) for q (..., Tq, d), k (..., Tk, d), v (..., Tk, dv); mask is True where a query may look."""
    raise NotImplementedError


def causal_mask(T):
    """Return a bool tensor (T, T): nobody looks ahead."""
    raise NotImplementedError


def padding_mask(lengths, T):
    """Return a bool tensor (N, 1, T): True for the first lengths[n] keys of sequence n."""
    raise NotImplementedError
