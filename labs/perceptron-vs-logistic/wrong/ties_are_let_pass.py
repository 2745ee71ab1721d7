"""Ties count as right: with zero weights every row gives 0, so nothing is ever corrected. A row with y · (w · x + b) ≤ 0 is
a mistake.

check: perceptron_learns
lesson: perceptron-vs-logistic
"""

import torch


def perceptron_fit(X, y, epochs):
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())  # (F,), ()
    mistakes = []
    for _ in range(epochs):
        count = 0
        for x, label in zip(X, y):
            if label * (x @ w + b) < 0:  # a tie is a mistake, else zero weights would never move
                w = w + label * x
                b = b + label
                count += 1
        mistakes.append(count)
        if count == 0:
            break
    return w, b, mistakes


def predict_proba(X, w, b):
    return torch.sigmoid(X @ w + b)  # (N, F) @ (F,) -> (N,)


def logistic_loss(X, y, w, b, l2=0.0):
    z = X @ w + b  # (N,)
    losses = z.clamp(min=0) - y * z + torch.log1p(torch.exp(-z.abs()))  # -ln p or -ln (1 - p), without ever forming p
    return losses.mean() + l2 / 2 * (w**2).sum()


def logistic_fit(X, y, lr, steps, l2=0.0):
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(steps):
        error = predict_proba(X, w, b) - y  # (N,)
        slope_w = X.T @ error / len(y) + l2 * w  # (F, N) @ (N,) -> (F,)
        slope_b = error.mean()
        w, b = w - lr * slope_w, b - lr * slope_b
    return w, b
