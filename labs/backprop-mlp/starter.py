import torch


def forward(X, W1, b1, W2, b2):
    """Return (logits, cache); cache is whatever your backward pass needs."""
    raise NotImplementedError


def backward(cache, y):
    """Return {"W1": …, "b1": …, "W2": …, "b2": …}, the gradients of the mean cross-entropy."""
    raise NotImplementedError


def train_step(params, X, y, lr):
    """Return (new_params, loss) after one step of gradient descent."""
    raise NotImplementedError
