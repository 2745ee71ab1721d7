"""Numbers are drawn elsewhere and copied in; fans come from counting; layers are found by recursion."""

import torch


def fans(shape):
    if len(tuple(shape)) <= 1:
        raise ValueError(shape)
    sizes = torch.zeros(tuple(shape), dtype=torch.bool)
    return [sizes[0].numel(), sizes[:, 0].numel()]


def scaled(w, noise, variance):
    w.data.copy_(noise * variance**0.5)
    return w


def even(w):
    """Return uniform numbers of variance 1."""
    return (torch.rand(w.shape) * 2 - 1) * 3**0.5


def xavier_uniform_(w, gain=1.0):
    return scaled(w, even(w), gain**2 * 2 / sum(fans(w.shape)))


def xavier_normal_(w, gain=1.0):
    return scaled(w, torch.randn(*w.shape), gain**2 * 2 / sum(fans(w.shape)))


def chosen(w, mode):
    if mode == "fan_in":
        return fans(w.shape)[0]
    if mode == "fan_out":
        return fans(w.shape)[1]
    raise ValueError(mode)


def he_uniform_(w, mode="fan_in"):
    return scaled(w, even(w), 2 / chosen(w, mode))


def he_normal_(w, mode="fan_in"):
    return scaled(w, torch.randn(*w.shape), 2 / chosen(w, mode))


def init_model_(model):
    if type(model).__name__ in ("Linear", "Conv2d"):
        he_normal_(model.weight)
        if model.bias is not None:
            model.bias.data *= 0
    for child in model.children():
        init_model_(child)
    return model
