"""`w` is filled but not returned. Return it, so that calls can be nested.

check: in_place
lesson: weight-init
"""

import math

import torch


def fans(shape):
    if len(shape) < 2:
        raise ValueError("fans need at least two dimensions")
    kernel = math.prod(shape[2:])  # 1 for a linear layer
    return shape[1] * kernel, shape[0] * kernel


def xavier_std(w, gain):
    fan_in, fan_out = fans(w.shape)
    return gain * math.sqrt(2 / (fan_in + fan_out))


def he_std(w, mode):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode is {mode!r}; expected 'fan_in' or 'fan_out'")
    fan_in, fan_out = fans(w.shape)
    return math.sqrt(2 / (fan_in if mode == "fan_in" else fan_out))


@torch.no_grad()
def fill_uniform(w, std):
    bound = math.sqrt(3) * std
    w.uniform_(-bound, bound)


@torch.no_grad()
def fill_normal(w, std):
    w.normal_(0, std)


def xavier_uniform_(w, gain=1.0):
    return fill_uniform(w, xavier_std(w, gain))


def xavier_normal_(w, gain=1.0):
    return fill_normal(w, xavier_std(w, gain))


def he_uniform_(w, mode="fan_in"):
    return fill_uniform(w, he_std(w, mode))


def he_normal_(w, mode="fan_in"):
    return fill_normal(w, he_std(w, mode))


def init_model_(model):
    for module in model.modules():
        if isinstance(module, torch.nn.Linear | torch.nn.Conv2d):
            he_normal_(module.weight)
            if module.bias is not None:
                module.bias.data.zero_()
    return model
