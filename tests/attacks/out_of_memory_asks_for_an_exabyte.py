"""Flood: one tensor that no machine can hold."""

import torch


def solve(x):
    return torch.ones(1 << 57)
