"""What the lab gives you: a small network with all kinds of layers."""

from torch import nn


class Block(nn.Module):
    """A convolution without a bias, and a batch norm, whose weight starts at 0.5 here."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(24, 40, 3, bias=False)
        self.norm = nn.BatchNorm2d(40)
        nn.init.constant_(self.norm.weight, 0.5)
        nn.init.constant_(self.norm.bias, 0.25)


def network():
    """Return a network with linear layers, convolutions and a batch norm, some of them nested."""
    return nn.Sequential(nn.Conv2d(3, 24, 5), nn.ReLU(), Block(), nn.Flatten(), nn.Linear(360, 60), nn.ReLU(), nn.Linear(60, 70))
