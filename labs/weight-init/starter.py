import math

import torch


def fans(shape):
    """Return (fan_in, fan_out) of a weight of this shape."""
    raise NotImplementedError


def xavier_uniform_(w, gain=1.0):
    """Fill w in place by Xavier's rule, uniform; return w."""
    raise NotImplementedError


def xavier_normal_(w, gain=1.0):
    """Fill w in place by Xavier's rule, normal; return w."""
    raise NotImplementedError


def he_uniform_(w, mode="fan_in"):
    """Fill w in place by He's rule for ReLU, uniform; return w."""
    raise NotImplementedError


def he_normal_(w, mode="fan_in"):
    """Fill w in place by He's rule for ReLU, normal; return w."""
    raise NotImplementedError


def init_model_(model):
    """Fill linear and convolution layers by he_normal_, biases with 0; return model."""
    raise NotImplementedError
