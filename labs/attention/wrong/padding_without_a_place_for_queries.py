"""The padding mask has shape (N, T). Broadcast against scores of (N, Tq, Tk), its sequences line up with the queries.
Return (N, 1, T).

check: padding
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
    return torch.ones(T, T, dtype=torch.bool).tril()


def padding_mask(lengths, T):
    return torch.arange(T) < lengths[:, None]
