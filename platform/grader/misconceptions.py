"""Names the mistake behind a failed check, when exactly one of the lab's wrong solutions explains what came out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from grader.subject import Remote

# Tighter than the checks' tolerance (1e-4): a claim that is wrong is worse than none.
_RTOL = {torch.float64: 1e-9, torch.complex128: 1e-9}
_RTOL_OTHERWISE = 2e-5


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a subject did in one check: its status and all it answered, or, `observed`, what the check said of it."""

    failed: bool
    evidence: list[Any]
    observed: bool = False

    def explains(self, other: Behaviour) -> bool:
        """Say whether the two failed alike."""
        if not self.failed or not other.failed or self.observed != other.observed:
            return False
        return same(self.evidence, other.evidence)


class Diverged(Exception):
    """A wrong solution did something else than what it was to explain."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Ends a trial, by Diverged, at the first piece of evidence that is not as in `wanted`: the rest can't mend it."""

    wanted: Behaviour

    def answered(self, evidence: list[Any]) -> None:
        """Look at the newest of a subject's answers, which count unless the check observes."""
        if not self.wanted.observed:
            self._look(evidence)

    def observed(self, evidence: list[Any]) -> None:
        """Look at the newest of what the check observed."""
        if not self.wanted.observed:
            raise Diverged
        self._look(evidence)

    def _look(self, evidence: list[Any]) -> None:
        place = len(evidence) - 1
        if place >= len(self.wanted.evidence) or not same(evidence[place], self.wanted.evidence[place]):
            raise Diverged


def choose(matches_here: Sequence[str], agreements: dict[str, int]) -> str | None:
    """Pick the one wrong solution that fits; of several, the one that alone agrees with the most other checks."""
    if not matches_here:
        return None
    best = max(agreements.get(name, 0) for name in matches_here)
    leading = [name for name in matches_here if agreements.get(name, 0) == best]
    return leading[0] if len(leading) == 1 else None


def same(left: Any, right: Any) -> bool:
    """Say whether two answers are the same but for rounding; NaN equals NaN here, in the same place."""
    if isinstance(left, Remote) or isinstance(right, Remote):
        return isinstance(left, Remote) and isinstance(right, Remote)
    if type(left) is not type(right):
        return False
    if isinstance(left, torch.Tensor):
        return _same_tensors(left, right)
    if isinstance(left, np.ndarray):
        return left.shape == right.shape and _same_tensors(torch.from_numpy(left), torch.from_numpy(right))
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, float):
        return math.isclose(left, right, rel_tol=_RTOL_OTHERWISE, abs_tol=1e-7) or (
            math.isnan(left) and math.isnan(right)
        )
    return bool(left == right)


def _same_tensors(left: torch.Tensor, right: torch.Tensor) -> bool:
    if left.shape != right.shape or left.dtype != right.dtype:
        return False
    if not left.is_floating_point() and not left.is_complex():
        return torch.equal(left, right)
    rtol = _RTOL.get(left.dtype, _RTOL_OTHERWISE)
    return torch.allclose(left, right, rtol=rtol, atol=rtol / 10, equal_nan=True)
