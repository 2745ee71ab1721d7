import torch


def class_weights(y, classes):
    """Return the weights (K,), float32."""
    raise NotImplementedError


def weighted_cross_entropy(z, y, w):
    """Return the weighted mean of the cross-entropy of logits (N, K)."""
    raise NotImplementedError


def weighted_bce(z, y, pos_weight):
    """Return the mean binary cross-entropy of logits (N,), positives weighted."""
    raise NotImplementedError


def focal_loss(z, y, alpha, gamma):
    """Return the mean focal loss of logits (N,)."""
    raise NotImplementedError


def balanced_sampler(y, n, generator=None):
    """Return n indices; every class is equally likely."""
    raise NotImplementedError
