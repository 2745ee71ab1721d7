"""The mask is applied after the softmax, so the weights that are left no longer add up to 1. Take masked keys out of
the scores.

check: masked
lesson: transformers
"""

import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1)  # (…, Tq, d) @ (…, d, Tk) -> (…, Tq, Tk)
    scores = scores / math.sqrt(q.shape[-1])
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights  # (…, Tq, Tk) @ (…, Tk, dv) -> (…, Tq, dv)


def causal_mask(T):
    return torch.ones(T, T, dtype=torch.bool).tril()


def padding_mask(lengths, T):
    return torch.arange(T) < lengths[:, None, None]  # (T,) < (N, 1, 1) -> (N, 1, T)
