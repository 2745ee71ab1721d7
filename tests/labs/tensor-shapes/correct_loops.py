"""Plain Python loops over rows, columns, coordinates and pixels, with lists as pairs of results."""

import math

import torch


def batch_stats(x):
    columns = x.T.tolist()
    means = [math.fsum(column) / len(column) for column in columns]
    deviations = [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        for column, mean in zip(columns, means, strict=True)
    ]
    return [torch.tensor(means, dtype=x.dtype), torch.tensor(deviations, dtype=x.dtype)]


def squared_errors(prediction, target):
    errors = torch.empty_like(target)
    for row in range(len(target)):
        errors[row] = (prediction[row, 0] - target[row]) ** 2
    return errors


def pairwise_sq_dist(a, b):
    table = torch.zeros(len(a), len(b), dtype=a.dtype)
    for ours, theirs in zip(a.T, b.T, strict=True):
        table += (ours.reshape(-1, 1) - theirs) ** 2
    return table


def to_nchw(imgs):
    count, height, width, channels = imgs.shape
    moved = imgs.new_zeros(count, channels, height, width)
    for h in range(height):
        for w in range(width):
            moved[:, :, h, w] = imgs[:, h, w, :]
    return moved


def pad_sequences(sequences, pad=0):
    longest = max(map(len, sequences))
    rows = [list(sequence) + [pad] * (longest - len(sequence)) for sequence in sequences]
    marks = [[True] * len(sequence) + [False] * (longest - len(sequence)) for sequence in sequences]
    return [torch.tensor(rows), torch.tensor(marks)]
