"""The causal mask is the wrong way round: a position looks at itself and ahead. It must look at itself and back.

check: causal
lesson: transformers
"""

import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1)  # (…, Tq, d) @ (…, d, Tk) -> (…, Tq, Tk)
    scores = scores / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)  # a row without keys is NaN here, and so would be its gradient
    return weights @ v, weights  # (…, Tq, Tk) @ (…, Tk, dv) -> (…, Tq, dv)


def causal_mask(T):
    return torch.ones(T, T, dtype=torch.bool).triu()


def padding_mask(lengths, T):
    return torch.arange(T) < lengths[:, None, None]  # (T,) < (N, 1, 1) -> (N, 1, T)
