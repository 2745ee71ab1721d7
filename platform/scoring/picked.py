"""Name an answer and a variant so that those of many attempts can be counted together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.variants import write
from scoring.numbers import AnswerError, parse_number

LONGEST = 200  # characters

Snapshot = Mapping[str, Any]


def variant(snapshot: Snapshot) -> str:
    """Name the numbers a parametrised item was drawn with, such as `n = 2, p = 0.5`; empty for any other item."""
    numbers = snapshot.get("numbers", {})
    return ", ".join(f"{name} = {write(number)}" for name, number in sorted(numbers.items()))[:LONGEST]


def picked(snapshot: Snapshot, answer: Mapping[str, Any] | None) -> str:
    """Name an answer in the author's terms; empty for none.

    `0,2`: the choices at these places of the author's order. `true:1`: the verdict and the reason's place. Else the
    text as it is compared, steps as `a → b`, pairs and gaps as `a: b; c: d`. Texts are cut after 200 characters.
    """
    if not answer:
        return ""
    if "truth" in answer or (snapshot["kind"] == "truth" and "choices" in answer):
        verdict = {True: "true", False: "false", None: ""}[answer.get("truth")]
        return f"{verdict}:{_places(snapshot, answer)}"
    if "choices" in answer:
        return _places(snapshot, answer)
    if "text" in answer:
        return _folded(answer["text"], snapshot)[:LONGEST]
    if "order" in answer:
        return " → ".join(step or "–" for step in answer["order"])[:LONGEST]
    named = answer.get("pairs") or answer.get("gaps") or {}
    return "; ".join(f"{name}: {text}" for name, text in named.items())[:LONGEST]


def _places(snapshot: Snapshot, answer: Mapping[str, Any]) -> str:
    authored = sorted(snapshot["choices"][place]["authored"] for place in answer.get("choices", []))
    return ",".join(map(str, authored))


def _folded(text: str, snapshot: Snapshot) -> str:
    if snapshot["kind"] == "numeric":
        try:
            return write(parse_number(text, (snapshot.get("numeric") or {}).get("unit", "")))
        except AnswerError:  # a number that an older version took
            return text.strip()
    return " ".join(text.casefold().split())
