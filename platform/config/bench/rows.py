"""One measured figure beside its budget."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Bound(StrEnum):
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class BenchError(Exception):
    """One sentence on why something could not be measured."""


@dataclass(frozen=True, slots=True)
class Row:
    """`budget` is in `unit`; `how` says what was done, how often, so that the figure can be had again."""

    id: str
    value: float
    unit: str
    budget: float
    how: str
    bound: Bound = Bound.AT_MOST

    @property
    def ok(self) -> bool:
        return self.value <= self.budget if self.bound == Bound.AT_MOST else self.value >= self.budget

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "value": round(self.value, 2), "ok": self.ok}


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p50(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def p95(samples: Sequence[float]) -> float:
    """Return the 95th percentile, interpolated; needs two samples."""
    return statistics.quantiles(samples, n=20, method="inclusive")[18]
