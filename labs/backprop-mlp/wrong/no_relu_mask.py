"""The backward pass ignores the ReLU: a unit that was switched off passes a gradient all the same. Let it through only
where z > 0.

check: gradients
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
    d_z = d_h
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
    return {name: value - lr * gradients[name] for name, value in params.items()}, float(loss)
