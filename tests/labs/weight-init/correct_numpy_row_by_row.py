"""Loops over rows, with numpy's generator."""

import math

import numpy as np
import torch


def fans(shape):
    if len(shape) == 0 or len(shape) == 1:
        raise ValueError("no fans")
    fan_out, fan_in = shape[0], shape[1]
    for side in shape[2:]:
        fan_in, fan_out = fan_in * side, fan_out * side
    return fan_in, fan_out


def fill(w, draw):
    with torch.no_grad():
        for row in range(w.shape[0]):
            w[row] = torch.from_numpy(np.asarray(draw(size=tuple(w.shape[1:])))).to(w.dtype)
    return w


def xavier_uniform_(w, gain=1.0):
    a = gain * math.sqrt(6 / sum(fans(w.shape)))
    return fill(w, lambda size: np.random.uniform(-a, a, size))


def xavier_normal_(w, gain=1.0):
    return fill(w, lambda size: np.random.normal(0, gain * math.sqrt(2 / sum(fans(w.shape))), size))


def fan(w, mode):
    try:
        return fans(w.shape)[("fan_in", "fan_out").index(mode)]
    except ValueError as error:
        raise ValueError(f"unknown mode {mode}") from error


def he_uniform_(w, mode="fan_in"):
    a = math.sqrt(6 / fan(w, mode))
    return fill(w, lambda size: np.random.uniform(-a, a, size))


def he_normal_(w, mode="fan_in"):
    std = math.sqrt(2 / fan(w, mode))
    return fill(w, lambda size: np.random.normal(0, std, size))


def init_model_(model):
    for name, parameter in model.named_parameters():
        owner = model.get_submodule(name.rpartition(".")[0])
        if isinstance(owner, (torch.nn.Linear, torch.nn.Conv2d)):
            if parameter.dim() > 1:
                he_normal_(parameter)
            else:
                torch.nn.Parameter.zero_(parameter.data)
    return model
