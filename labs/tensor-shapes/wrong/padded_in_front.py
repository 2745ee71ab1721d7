"""The padding comes before the tokens. Here each row begins with its tokens.

check: padding
lesson: tensors-and-data-structures
"""

import torch


def batch_stats(x):
    mean = x.mean(dim=0)  # (N, F) -> (F,)
    std = ((x - mean) ** 2).mean(dim=0).sqrt()  # (N, F) - (F,) -> (N, F) -> (F,)
    return mean, std


def squared_errors(prediction, target):
    return (prediction.squeeze(1) - target) ** 2  # (N, 1) -> (N,), then (N,) - (N,)


def pairwise_sq_dist(a, b):
    gaps = a[:, None, :] - b[None, :, :]  # (N, 1, D) - (1, M, D) -> (N, M, D)
    return (gaps**2).sum(dim=2)  # (N, M, D) -> (N, M)


def to_nchw(imgs):
    return imgs.permute(0, 3, 1, 2)  # (N, H, W, C) -> (N, C, H, W)


def pad_sequences(sequences, pad=0):
    longest = max(len(sequence) for sequence in sequences)
    ids = torch.full((len(sequences), longest), pad)  # (B, T)
    mask = torch.zeros(len(sequences), longest, dtype=torch.bool)
    for row, sequence in enumerate(sequences):
        ids[row, longest - len(sequence) :] = torch.tensor(sequence, dtype=torch.int64)
        mask[row, longest - len(sequence) :] = True
    return ids, mask
