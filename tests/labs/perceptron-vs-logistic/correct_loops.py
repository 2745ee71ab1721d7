"""Row by row in plain numbers, feature by feature; logarithms by math, chosen by the sign of the logit."""
# ruff: noqa: N803

import math

import torch


def logit(row, w, b):
    return math.fsum(a * c for a, c in zip(row, w, strict=True)) + b


def perceptron_fit(X, y, epochs):
    rows, labels = X.tolist(), y.tolist()
    w, b, mistakes = [0.0] * X.shape[1], 0, []
    while len(mistakes) < epochs and (not mistakes or mistakes[-1] > 0):
        wrong = 0
        for row, label in zip(rows, labels, strict=True):
            if (logit(row, w, b) > 0) == (label > 0) and logit(row, w, b) != 0:
                continue
            wrong += 1
            w = [weight + label * value for weight, value in zip(w, row, strict=True)]
            b += label
        mistakes.append(wrong)
    return torch.tensor(w, dtype=X.dtype), b, tuple(mistakes)


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def predict_proba(X, w, b):
    return torch.tensor([sigmoid(logit(row, w.tolist(), float(b))) for row in X.tolist()], dtype=X.dtype)


def logistic_loss(X, y, w, b, l2=0.0):
    total = 0.0
    for row, label in zip(X.tolist(), y.tolist(), strict=True):
        z = logit(row, w.tolist(), float(b))
        away = -z if label == 1 else z
        total += away + math.log1p(math.exp(-away)) if away > 0 else math.log1p(math.exp(away))
    return total / len(y) + l2 * sum(weight**2 for weight in w.tolist()) / 2


def logistic_fit(X, y, lr, steps, l2=0.0):
    w, b = [0.0] * X.shape[1], 0.0
    rows, labels = X.tolist(), y.tolist()
    for _ in range(steps):
        slopes, slope_b = [l2 * weight for weight in w], 0.0
        for row, label in zip(rows, labels, strict=True):
            error = (sigmoid(logit(row, w, b)) - label) / len(rows)
            slope_b += error
            slopes = [slope + error * value for slope, value in zip(slopes, row, strict=True)]
        w = [weight - lr * slope for weight, slope in zip(w, slopes, strict=True)]
        b -= lr * slope_b
    return [torch.tensor(w, dtype=X.dtype), b]
