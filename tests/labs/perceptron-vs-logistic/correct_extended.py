"""One vector of weights with the bias as its last entry, softplus for the loss, and signs of -1 and 1 inside."""
# ruff: noqa: N803

import torch
from torch.nn.functional import softplus


def extended(X):
    return torch.nn.functional.pad(X, (0, 1), value=1.0)


def perceptron_fit(X, y, epochs):
    rows = extended(X) * y[:, None]
    weights = torch.zeros_like(rows[0])
    mistakes = []
    for _ in range(epochs):
        mistakes.append(torch.tensor(0))
        for row in rows:
            wrong = torch.dot(row, weights) <= 0
            weights = weights + row * wrong
            mistakes[-1] = mistakes[-1] + wrong
        if not mistakes[-1]:
            break
    return weights[:-1], weights[-1:], mistakes


def predict_proba(X, w, b):
    return (-softplus(-(X @ w + b))).exp()


def logistic_loss(X, y, w, b, l2=0.0):
    signs = (2 * y - 1).to(X.dtype)
    return softplus(-signs * (X @ w + b), threshold=50).mean() + 0.5 * l2 * w.square().sum()


def logistic_fit(X, y, lr, steps, l2=0.0):
    rows, targets = extended(X), y.to(X.dtype)
    weights = torch.zeros(X.shape[1] + 1, dtype=X.dtype)
    decay = torch.full_like(weights, l2)
    decay[-1] = 0
    for _ in range(steps):
        slope = rows.T @ (torch.special.expit(rows @ weights) - targets) / len(rows)
        weights -= lr * (slope + decay * weights)
    return weights[:-1], weights[-1]
