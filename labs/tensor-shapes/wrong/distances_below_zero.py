"""Large, nearly equal numbers are subtracted, and rounding pushes the result below zero, as happens to a² + b² − 2ab. Clamp the result at 0.

check: never_negative
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
    return (a**2).sum(dim=1)[:, None] + (b**2).sum(dim=1) - 2 * a @ b.T  # (N, M, D) -> (N, M)


def to_nchw(imgs):
    return imgs.permute(0, 3, 1, 2)  # (N, H, W, C) -> (N, C, H, W)


def pad_sequences(sequences, pad=0):
    longest = max(len(sequence) for sequence in sequences)
    ids = torch.full((len(sequences), longest), pad)  # (B, T)
    mask = torch.zeros(len(sequences), longest, dtype=torch.bool)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence, dtype=torch.int64)
        mask[row, : len(sequence)] = True
    return ids, mask
