import torch


def perceptron_fit(X, y, epochs):
    """Return (w, b, mistakes) of a perceptron; y holds -1 and 1, mistakes is a list with one count per epoch."""
    raise NotImplementedError


def predict_proba(X, w, b):
    """Return the probability of class 1 for each row of X: (N,)."""
    raise NotImplementedError


def logistic_loss(X, y, w, b, l2=0.0):
    """Return the mean cross-entropy plus l2/2 · |w|²; y holds 0 and 1."""
    raise NotImplementedError


def logistic_fit(X, y, lr, steps, l2=0.0):
    """Return (w, b) after `steps` steps of gradient descent on logistic_loss, from zero."""
    raise NotImplementedError
