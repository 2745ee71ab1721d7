"""The results are clean, and yet some gradients are NaN. Wiping a NaN off a result leaves it in the backward pass; mask
so that the gradient is stopped too.

check: gradients_masked
lesson: transformers
"""

import math

import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1)  # (…, Tq, d) @ (…, d, Tk) -> (…, Tq, Tk)
    scores = scores / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + torch.zeros(mask.shape, dtype=q.dtype).masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1).nan_to_num(0.0)
    return weights @ v, weights  # (…, Tq, Tk) @ (…, Tk, dv) -> (…, Tq, dv)


def causal_mask(T):
    return torch.ones(T, T, dtype=torch.bool).tril()


def padding_mask(lengths, T):
    return torch.arange(T) < lengths[:, None, None]  # (T,) < (N, 1, 1) -> (N, 1, T)
