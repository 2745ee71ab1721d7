"""A plot of facility against discrimination: where each point stands, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attempts.statistics import ItemRow

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 52


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All in the units of the drawing."""

    points: tuple[Point, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def across(self) -> int:
        return self.right - self.left

    @property
    def below_zero(self) -> float:
        return self.bottom - self.zero


def plot(rows: Sequence[ItemRow]) -> Plot | None:
    """Place the items that have both figures; None where there are none."""
    placed = [
        (row, row.statistics.facility, row.statistics.discrimination)
        for row in rows
        if row.statistics.facility is not None and row.statistics.discrimination is not None
    ]
    if not placed:
        return None
    least = -0.5 if min(found for _, _, found in placed) >= -0.5 else -1.0
    points = [
        Point(_x(facility or 0.0), _y(found or 0.0, least), row.item.slug, bool(row.reasons))
        for row, facility, found in placed
    ]
    return Plot(
        points=tuple(sorted(points, key=lambda point: point.is_odd)),
        x_ticks=tuple(Tick(_x(share / 100), f"{share} %") for share in range(0, 101, 20)),
        y_ticks=tuple(
            Tick(_y(value, least), f"{value:+.1f}".replace("-", "−") if value else "0") for value in _steps(least)
        ),
        zero=_y(0.0, least),
        words=_in_words(rows, len(placed)),
    )


def _x(share: float) -> float:
    """Return the place of a share; one below 0, which certainty can cause, stands at the edge."""
    return round(LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT), 1)


def _y(found: float, least: float) -> float:
    return round(HEIGHT - BOTTOM - (found - least) / (1 - least) * (HEIGHT - TOP - BOTTOM), 1)


def _steps(least: float) -> Iterable[float]:
    return (-1.0, -0.5, 0.0, 0.5, 1.0) if least < -0.5 else (-0.5, 0.0, 0.5, 1.0)


def _in_words(rows: Sequence[ItemRow], placed: int) -> str:
    odd = [row.item.slug for row in rows if row.reasons]
    said = f"{placed} of {len(rows)} items, facility to the right and discrimination upwards. "
    if not odd:
        return said + "None needs a look."
    return said + f"Drawn as diamonds are the {len(odd)} that need a look: {', '.join(odd)}."
