"""What the lab gives you: points on a spiral, networks for them, and losses and optimizers to pass on."""

import math

import torch
from torch import nn

CLASSES = 3


def spiral(seed, per_arm=100):
    """Return points (3·per_arm, 2) on three noisy spiral arms and their arms, int64 (3·per_arm,)."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(CLASSES * per_arm) % CLASSES
    t = torch.rand(len(y), generator=generator)
    angle = 2 * math.pi * y / CLASSES + 3.5 * t + 0.15 * torch.randn(len(y), generator=generator)
    radius = 0.1 + 0.9 * t
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1), y


def net(seed):
    """Return a network for the spiral: points (n, 2) to logits (n, 3)."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU(), nn.Linear(24, CLASSES))


class Watched(nn.Module):
    """A small network in float64 that notes for each pass: its mode, whether gradients are on, how many rows came."""

    def __init__(self, *layers):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 6), *layers, nn.Tanh())
        self.head = nn.Linear(6, CLASSES)
        self.seen = []

    def forward(self, x):
        self.seen.append([self.training, torch.is_grad_enabled(), len(x)])
        return self.head(self.body(x))


def watched(seed, norm=False, dropout=False):
    """Return a small network, with batch norm and dropout where asked."""
    torch.manual_seed(seed)
    layers = [nn.BatchNorm1d(6)] * norm + [nn.Dropout(0.5)] * dropout
    return Watched(*layers).double()


def seen(model):
    """Return the notes of a watched network."""
    return model.seen


def cross_entropy():
    """Return the usual loss."""
    return nn.CrossEntropyLoss()


def smoothed(amount):
    """Return cross-entropy with label smoothing."""
    return nn.CrossEntropyLoss(label_smoothing=amount)


def sgd(model, lr):
    """Return gradient descent with momentum over all parameters."""
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)


def sgd_of_the_head(model, lr):
    """Return gradient descent over the parameters of the head only."""
    return torch.optim.SGD(model.head.parameters(), lr=lr)


def adam(model, lr):
    """Return Adam over all parameters."""
    return torch.optim.Adam(model.parameters(), lr=lr)


def leave_gradients(model):
    """Fill every `.grad` with ones, as an earlier backward pass may have left it."""
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
