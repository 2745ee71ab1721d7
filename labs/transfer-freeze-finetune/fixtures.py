"""What the lab gives you: a small network pre-trained on the handwritten digits 0 to 5, and forty pictures of 6 to 9."""

import torch
from safetensors.torch import load_file
from torch import nn

# Of the pixels, divided by 255, that the network was pre-trained on.
MEAN = 0.14
STD = 0.27


class Net(nn.Module):
    """A backbone that turns pictures (N, 1, 12, 12) into features (N, 40), and a head that turns these into `classes` logits."""

    def __init__(self, classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 12, 3, padding=1, bias=False),  # (N, 12, 12, 12)
            nn.BatchNorm2d(12),
            nn.ReLU(),
            nn.Conv2d(12, 24, 3, stride=2, padding=1, bias=False),  # (N, 24, 6, 6)
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.Conv2d(24, 40, 3, stride=2, padding=1, bias=False),  # (N, 40, 3, 3)
            nn.BatchNorm2d(40),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),  # (N, 40)
        )
        self.head = nn.Linear(40, classes)

    def forward(self, x):
        return self.head(self.backbone(x))


def pretrained():
    """Return the network as it was after pre-training: six classes, in training mode as every new module."""
    model = Net(6)
    model.load_state_dict(load_file("backbone.safetensors"))
    return model


def digits():
    """Return the labelled pictures: uint8 (40, 12, 12), and their classes: int64 (40,), 0 for a six to 3 for a nine."""
    files = load_file("digits.safetensors")
    return files["images"], files["labels"]
