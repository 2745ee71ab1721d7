"""Names the mistake behind a failed check, when exactly one of the lab's wrong solutions explains what came out."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from grader.subject import Remote

# Tighter than the checks' tolerance (1e-4): a claim that is wrong is worse than none.
_RTOL = {torch.float64: 1e-9, torch.complex128: 1e-9}
_RTOL_OTHERWISE = 2e-5
_FIELD = r"^(check|lesson): *(\S+)$"


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong solution and what its docstring says: the mistake, the check that must fail, the lesson to read."""

    name: str
    note: str
    check: str
    lesson: str
    source: str


def parse(name: str, source: str) -> Misconception:
    """Read a `wrong/*.py` file: a docstring that says the mistake, then lines `check: ID` and `lesson: SLUG`.

    Raises:
        ValueError: a part is missing, named in the message.
    """
    try:
        text = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    fields = dict(re.findall(_FIELD, text, re.MULTILINE))
    note = " ".join(re.sub(_FIELD, "", text, flags=re.MULTILINE).split("\n\n")[0].split())
    if not note or "check" not in fields:
        raise ValueError("the docstring must say the mistake in its first paragraph, and `check: ID` on its own line")
    return Misconception(name, note, fields["check"], fields.get("lesson", ""), source)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a subject did in one check: its status and all it answered (or what the check observed instead)."""

    failed: bool
    evidence: list[Any]

    def explains(self, other: Behaviour) -> bool:
        """Say whether the two failed alike."""
        return self.failed and other.failed and same(self.evidence, other.evidence)


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
