"""The old parameters are overwritten. The caller may still need them, to compare or to go back; return new tensors.

check: params_untouched
lesson: forward-and-backprop
"""

import torch


def forward(X, W1, b1, W2, b2):
    z = X @ W1 + b1  # (N, D) @ (D, H) -> (N, H)
    h = z.clamp(min=0)
    logits = h @ W2 + b2  # (N, H) @ (H, K) -> (N, K)
    return logits, (X, z, h, logits, W2)


def backward(cache, y):
    X, z, h, logits, W2 = cache
    rows = torch.arange(len(y))  # (N,)
    d_logits = torch.softmax(logits, dim=1)
    d_logits[rows, y] -= 1
    d_logits = d_logits / len(y)
    d_h = d_logits @ W2.T  # (N, K) @ (K, H) -> (N, H)
    d_z = d_h * (z > 0)
    return {
        "W1": X.T @ d_z,  # (D, N) @ (N, H) -> (D, H)
        "b1": d_z.sum(dim=0),  # (N, H) -> (H,)
        "W2": h.T @ d_logits,  # (H, N) @ (N, K) -> (H, K)
        "b2": d_logits.sum(dim=0),  # (N, K) -> (K,)
    }


def train_step(params, X, y, lr):
    logits, cache = forward(X, **params)
    loss = -torch.log_softmax(logits, dim=1)[torch.arange(len(y)), y].mean()  # (N, K) -> ()
    gradients = backward(cache, y)
    for name, value in params.items():
        value -= lr * gradients[name]
    return params, float(loss)
