"""Score an interview answer by its rubric, and suggest which points it covers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from catalog.entries import RubricPoint

CRITICAL_CAP = 0.5  # an answer that misses a critical point can't score above this share


def rubric_score(rubric: Sequence[RubricPoint], covered: Sequence[bool]) -> float:
    """Give the share of points covered, from 0 to 1, at most 0.5 when a critical point is missing.

    Raises:
        ValueError: there isn't one tick for each point.
    """
    if len(rubric) != len(covered):
        raise ValueError(f"{len(covered)} ticks for {len(rubric)} rubric points")
    if not rubric:
        return 0.0
    share = sum(covered) / len(rubric)
    is_missing_critical = any(point.critical and not tick for point, tick in zip(rubric, covered, strict=True))
    return min(share, CRITICAL_CAP) if is_missing_critical else share


def looks_covered(point: RubricPoint, answer: str) -> bool:
    """Suggest that an answer covers a point: one of its keywords stands in it as a word, in either number.

    A suggestion and no more: it can't tell "scales the survivors" from "does not scale the survivors".
    """
    text = _plain(answer)
    return any(
        re.search(rf"(?<!\w){re.escape(_plain(keyword))}(?:s|es)?(?!\w)", text)
        for keyword in point.keywords
        if keyword.strip()
    )


def suggest(rubric: Sequence[RubricPoint], answer: str) -> list[bool]:
    """Suggest a tick for each point of the rubric."""
    return [looks_covered(point, answer) for point in rubric]


def _plain(text: str) -> str:
    """Fold case, width, hyphens and runs of space, so that "Cross-Entropy" finds "cross  entropy"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\-‐‑]+", " ", folded).strip()
