"""One query of one sequence at a time, over the keys that it may look at; the masks come from nested lists."""

import torch


def attention(q, k, v, mask=None):
    leading, queries, keys = q.shape[:-2], q.shape[-2], k.shape[-2]
    full = torch.ones((), dtype=torch.bool) if mask is None else mask
    full = full.expand(*leading, queries, keys).reshape(-1, queries, keys)
    flat = [part.reshape(-1, *part.shape[-2:]) for part in (q, k, v)]
    outs, shares = [], []
    for one_q, one_k, one_v, one_mask in zip(*flat, full, strict=True):
        for i in range(queries):
            seen = one_mask[i].nonzero()[:, 0]
            row = q.new_zeros(keys)
            if len(seen):
                scores = (one_k[seen] * one_q[i]).sum(1) * q.shape[-1] ** -0.5
                powers = torch.exp(scores - scores.max())
                row = row.index_put((seen,), powers / powers.sum())
            shares.append(row)
            outs.append((row[:, None] * one_v).sum(0))
    out = torch.stack(outs).reshape(*leading, queries, v.shape[-1])
    return [out, torch.stack(shares).reshape(*leading, queries, keys)]


def causal_mask(T):  # noqa: N803
    return torch.tensor([[j <= i for j in range(T)] for i in range(T)])


def padding_mask(lengths, T):  # noqa: N803
    return torch.tensor([[[t < n for t in range(T)]] for n in lengths.tolist()])
