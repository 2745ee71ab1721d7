"""Fine-tuning forgets to release the backbone: it is still frozen from phase 1, and only the head learns. Release it before you build the optimizer.

check: everything_learns
lesson: transfer-learning
"""

import torch
from fixtures import MEAN, STD
from torch.nn.functional import cross_entropy


def prepare(images):
    x = (images.float() / 255 - MEAN) / STD
    return x.unsqueeze(1)  # (N, 12, 12) -> (N, 1, 12, 12)


def replace_head(model, k):
    model.head = torch.nn.Linear(model.head.in_features, k)  # features (N, 40) -> logits (N, k)
    return model


def freeze_backbone(model):
    model.requires_grad_(True)
    model.backbone.requires_grad_(False)
    model.eval()


def train_head(model, x, y, steps, lr):
    freeze_backbone(model)
    optimizer = torch.optim.SGD(model.head.parameters(), lr=lr, momentum=0.9)
    descend(model, optimizer, x, y, steps)


def two_speeds(model, lr_head, lr_body):
    groups = [
        {"params": model.head.parameters(), "lr": lr_head},
        {"params": model.backbone.parameters(), "lr": lr_body},
    ]
    return torch.optim.SGD(groups, momentum=0.9)


def fine_tune(model, x, y, steps, lr_head, lr_body):
    model.eval()
    optimizer = two_speeds(model, lr_head, lr_body)
    descend(model, optimizer, x, y, steps)


def descend(model, optimizer, x, y, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
