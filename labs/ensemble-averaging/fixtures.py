"""What the lab gives you: small networks with batch norm and dropout, in training mode."""

import torch
from torch import nn

INPUTS, CLASSES = 3, 4


def network(seed):
    """Return a network from x (N, 3) to logits (N, 4), float64, with statistics as if it had been trained."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(INPUTS, 6), nn.BatchNorm1d(6, momentum=0.2), nn.ReLU(), nn.Dropout(0.3), nn.Linear(6, CLASSES)
    ).double()
    with torch.no_grad():
        model[4].weight.mul_(4)
        model[1].running_mean.normal_()
        model[1].running_var.uniform_(0.5, 2)
        model[1].num_batches_tracked.fill_(int(torch.randint(5, 50, ())))
    return model


def networks(seeds):
    """Return a network for each seed."""
    return [network(seed) for seed in seeds]


class Fixed(nn.Module):
    """A member that says the same logits whatever the input, as long as that has as many rows."""

    def __init__(self, logits):
        super().__init__()
        self.register_buffer("logits", logits)

    def forward(self, x):
        return self.logits + 0 * x[:, :1]


def fixed(logits):
    """Return a member for each (N, K) of logits (M, N, K)."""
    return [Fixed(part) for part in logits]


def recording(model, x):
    """Say whether a pass through the model now would be recorded."""
    return model(x).requires_grad


def statistics(model):
    """Return the running mean, the running variance and the momentum of the network's batch norm."""
    return {"mean": model[1].running_mean.clone(), "var": model[1].running_var.clone(), "momentum": model[1].momentum}
