import torch


def batch_stats(x):
    """Return (mean, std) of each column of x (N, F), both (F,)."""
    raise NotImplementedError


def squared_errors(prediction, target):
    """Return (prediction - target)² row by row, (N,), for prediction (N, 1) and target (N,)."""
    raise NotImplementedError


def pairwise_sq_dist(a, b):
    """Return the squared distance of each row of a (N, D) to each row of b (M, D): (N, M)."""
    raise NotImplementedError


def to_nchw(imgs):
    """Turn pictures (N, H, W, C) into (N, C, H, W)."""
    raise NotImplementedError


def pad_sequences(sequences, pad=0):
    """Return (ids, mask), both (B, T), for B lists of token numbers; mask is True at real tokens."""
    raise NotImplementedError
