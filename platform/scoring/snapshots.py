"""Freeze a quiz item for one attempt: plain JSON, its numbers drawn and its parts in the order one learner sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from catalog.entries import Choice, Gap, Item, ItemKind, Level, NumericAnswer, Pair
from scoring.drawing import draw, mixed_up, shuffled

Snapshot = Mapping[str, Any]


def freeze(item: Item, *, seed: int) -> dict[str, Any]:
    """Write an item as JSON with its numbers drawn and its choices shuffled by `seed`, the same for the same seed.

    Each choice keeps its place in the author's order as `authored`, so that answers of many attempts can be counted
    together, and `numbers` says which variant it is. `shown` is the order in which steps or rights are shown.
    """
    drawn, numbers = draw(item, seed=seed)
    order = shuffled(range(len(drawn.choices)), seed=seed, slug=drawn.slug)
    snapshot: dict[str, Any] = {
        "slug": drawn.slug,
        "kind": drawn.kind.value,
        "stem": drawn.stem,
        "explanation": drawn.explanation,
        "level": drawn.level.value,
        "concepts": list(drawn.concepts),
        "source": drawn.source,
        "points": drawn.points,
        "choices": [_freeze_choice(drawn.choices[place], place) for place in order],
        "numeric": _freeze_numeric(drawn.numeric),
    }
    return snapshot | ({"numbers": dict(numbers)} if numbers else {}) | _freeze_details(drawn, seed)


def _freeze_details(item: Item, seed: int) -> dict[str, Any]:
    match item.kind:
        case ItemKind.TRUTH:
            return {"truth": item.truth}
        case ItemKind.TEXT:
            return {"accepted": list(item.accepted)}
        case ItemKind.ORDERING:
            steps = list(item.sequence)
            return {"sequence": steps, "shown": mixed_up(steps, seed=seed, slug=item.slug, what="steps")}
        case ItemKind.MATCHING:
            rights = [*(pair.right for pair in item.pairs), *item.extra]
            return {
                "pairs": [asdict(pair) for pair in item.pairs],
                "extra": list(item.extra),
                "shown": mixed_up(rights, seed=seed, slug=item.slug, what="rights"),
            }
        case ItemKind.CLOZE:
            return {"gaps": [_freeze_gap(gap, seed, item.slug) for gap in item.gaps]}
        case ItemKind.OUTPUT:
            return {"code": item.code, "output": item.output}
        case _:
            return {}


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


def _freeze_gap(gap: Gap, seed: int, slug: str) -> dict[str, Any]:
    return {
        "name": gap.name,
        "accepted": list(gap.accepted),
        "options": shuffled(gap.options, seed=seed, slug=slug, what=f"gap {gap.name}"),
        "answer": gap.answer,
        "numeric": _freeze_numeric(gap.numeric),
    }


def thaw(snapshot: Snapshot) -> Item:
    """Read a frozen item back; its choices and its gaps' options stay in the order the learner sees.

    Attempts from before an item could be more than choices or a number lack the keys that came with the other kinds.
    """
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
        numeric=_thaw_numeric(snapshot["numeric"]),
        truth=snapshot.get("truth"),
        accepted=tuple(snapshot.get("accepted", ())),
        sequence=tuple(snapshot.get("sequence", ())),
        pairs=tuple(Pair(**pair) for pair in snapshot.get("pairs", ())),
        extra=tuple(snapshot.get("extra", ())),
        gaps=tuple(_thaw_gap(gap) for gap in snapshot.get("gaps", ())),
        code=snapshot.get("code", ""),
        output=snapshot.get("output", ""),
    )


def shown(snapshot: Snapshot) -> list[str]:
    """Return an ordering's steps or a matching's rights in the order the learner sees; empty for other kinds."""
    return list(snapshot.get("shown", ()))


def _thaw_numeric(numeric: Mapping[str, Any] | None) -> NumericAnswer | None:
    return NumericAnswer(**numeric) if numeric else None


def _thaw_gap(gap: Mapping[str, Any]) -> Gap:
    numeric = _thaw_numeric(gap["numeric"])
    return Gap(gap["name"], tuple(gap["accepted"]), tuple(gap["options"]), gap["answer"], numeric)
