"""Large scores overflow: the exponential of 10,000 is infinite. Subtract the largest score of the row first, or use
`torch.softmax`.

check: large_scores
lesson: transformers
"""

import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1)  # (…, Tq, d) @ (…, d, Tk) -> (…, Tq, Tk)
    scores = scores / math.sqrt(q.shape[-1])
    seen = torch.ones_like(scores) if mask is None else mask.to(scores.dtype)
    weights = scores.exp() * seen
    weights = weights / weights.sum(dim=-1, keepdim=True).clamp(min=1e-300 if q.dtype == torch.float64 else 1e-30)
    return weights @ v, weights  # (…, Tq, Tk) @ (…, Tk, dv) -> (…, Tq, dv)


def causal_mask(T):
    return torch.ones(T, T, dtype=torch.bool).tril()


def padding_mask(lengths, T):
    return torch.arange(T) < lengths[:, None, None]  # (T,) < (N, 1, 1) -> (N, 1, T)
