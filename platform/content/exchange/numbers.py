"""Numbers, weights and wildcards as Moodle writes them."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_CLOSE = 0.001  # percent; Moodle writes a third as 33.33333


def number(text: str) -> float:
    """Read one finite number.

    Raises:
        ValueError: it is none.
    """
    bare = text.strip()
    value = float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"“{bare}” is not a number")
    return value


def read(text: str) -> tuple[float, float]:
    """Read `5`, `5:0.1` or `4.9..5.1` as a value and its tolerance.

    Raises:
        ValueError: it is none of these.
    """
    if ".." in text:
        least, _, most = text.partition("..")
        low, high = number(least), number(most)
        if low > high:
            raise ValueError(f"“{text.strip()}” runs from the larger number to the smaller one")
        return (low + high) / 2, (high - low) / 2
    value, _, slack = text.partition(":")
    tolerance = number(slack) if slack.strip() else 0.0
    if tolerance < 0:
        raise ValueError(f"the tolerance “{slack.strip()}” is below zero")
    return number(value), tolerance


def weight(right: int) -> str:
    """Write the share of one of so many right choices as Moodle does, in percent."""
    return f"{100 / right:.5f}".rstrip("0").rstrip(".")


def is_near(percent: float, wanted: float) -> bool:
    return abs(percent - wanted) < _CLOSE


def has_wildcard(text: str) -> bool:
    """Tell whether a short answer stands for many: in Moodle `*` does, unless a backslash is before it."""
    return re.search(r"(?<!\\)\*", text) is not None
