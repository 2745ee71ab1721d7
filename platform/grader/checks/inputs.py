"""Inputs drawn from a check's seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import torch

from sandbox.wire import Seeded

T = TypeVar("T")


class Inputs:
    """What a check draws. `generator` is behind all of it, for draws of the author's own."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def randn(self, *shape: int, dtype: torch.dtype = torch.float32, scale: float = 1.0) -> torch.Tensor:
        """Draw normal numbers: (*shape) of `dtype`, standard deviation `scale`."""
        return (torch.randn(shape, generator=self.generator, dtype=torch.float64) * scale).to(dtype)

    def rand(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Draw uniform numbers in [0, 1): (*shape) of `dtype`."""
        return torch.rand(shape, generator=self.generator, dtype=torch.float64).to(dtype)

    def randint(self, low: int, high: int, shape: Sequence[int]) -> torch.Tensor:
        """Draw whole numbers in [low, high): shape, int64."""
        return torch.randint(low, high, tuple(shape), generator=self.generator)

    def integer(self, low: int, high: int) -> int:
        """Draw one whole number in [low, high]."""
        return int(self.randint(low, high + 1, ()).item())

    def choose(self, options: Sequence[T]) -> T:
        """Draw one of `options`."""
        return options[self.integer(0, len(options) - 1)]

    def seeded_generator(self) -> Seeded:
        """Name a fresh torch.Generator to pass as an argument; each subject gets its own, equally seeded."""
        return Seeded(int(self.randint(0, 1 << 40, ()).item()))
