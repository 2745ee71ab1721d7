"""Freeze a quiz item for one attempt: plain JSON, its choices in the order one learner sees."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from catalog.entries import Choice, Item, ItemKind, Level, NumericAnswer


def freeze(item: Item, *, seed: int) -> dict[str, Any]:
    """Write an item as JSON with its choices shuffled by `seed`, the same for the same seed.

    Each choice keeps its place in the author's order as `authored`, so that answers of many attempts can be counted
    together.
    """
    order = list(range(len(item.choices)))
    random.Random(f"{seed}:{item.slug}").shuffle(order)  # noqa: S311 - an order to look at, not a secret
    return {
        "slug": item.slug,
        "kind": item.kind.value,
        "stem": item.stem,
        "explanation": item.explanation,
        "level": item.level.value,
        "concepts": list(item.concepts),
        "source": item.source,
        "points": item.points,
        "choices": [_freeze_choice(item.choices[place], place) for place in order],
        "numeric": _freeze_numeric(item.numeric),
    }


def _freeze_choice(choice: Choice, place: int) -> dict[str, Any]:
    return {"text": choice.text, "correct": choice.correct, "feedback": choice.feedback, "authored": place}


def _freeze_numeric(numeric: NumericAnswer | None) -> dict[str, Any] | None:
    if numeric is None:
        return None
    return {
        "value": numeric.value,
        "absolute": numeric.absolute,
        "relative": numeric.relative,
        "unit": numeric.unit,
    }


def thaw(snapshot: Mapping[str, Any]) -> Item:
    """Read a frozen item back; its choices stay in the order the learner sees."""
    numeric = snapshot["numeric"]
    return Item(
        slug=snapshot["slug"],
        kind=ItemKind(snapshot["kind"]),
        stem=snapshot["stem"],
        explanation=snapshot["explanation"],
        level=Level(snapshot["level"]),
        concepts=tuple(snapshot["concepts"]),
        source=snapshot["source"],
        points=snapshot["points"],
        choices=tuple(Choice(one["text"], one["correct"], one["feedback"]) for one in snapshot["choices"]),
        numeric=NumericAnswer(**numeric) if numeric else None,
    )
