"""Read an answer to a quiz item and mark it."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

from catalog.entries import Item, ItemKind, NumericAnswer

MAX_TEXT = 64  # characters; no number anyone writes by hand is longer

_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"\s*[×·*]\s*10\s*(?:\^|\*\*)\s*\(?\s*([+-]?\d+)\s*\)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


class AnswerError(ValueError):
    """An answer that can't be read; its text is a sentence for the learner."""


def parse_number(text: str, unit: str = "") -> float:
    """Read a number as people write it: point or comma, `1e-3` or `1.5×10^-3`, spaces around, the unit behind.

    Raises:
        AnswerError: it isn't one finite number, or a comma leaves open which number is meant.
    """
    if len(text) > MAX_TEXT:
        raise AnswerError(f"A number has at most {MAX_TEXT} characters here.")
    bare = _without_unit(text.strip().replace("−", "-"), unit)
    bare = _POWER_OF_TEN.sub(r"e\1", bare)
    if _THOUSANDS.fullmatch(bare):
        plain, point = bare.replace(",", ""), bare.replace(",", ".", 1)
        raise AnswerError(
            f"“{bare}” can be read in two ways. Write {plain} without the comma, or {point} with a point."
        )
    if not _NUMBER.fullmatch(bare):
        hint = f" The unit ({unit}) may follow it, nothing else." if unit else ""
        raise AnswerError(f"“{text.strip()}” is not a number. Write it like 0.25, 0,25 or 2.5e-1.{hint}")
    number = float(bare.replace(",", "."))
    if not math.isfinite(number):
        raise AnswerError(f"“{text.strip()}” is too large to be stored as a number.")
    return number


def _without_unit(text: str, unit: str) -> str:
    if unit and text.casefold().endswith(unit.casefold()):
        return text[: -len(unit)].rstrip()
    return text


def clean_answer(item: Item, answer: object) -> dict[str, Any] | None:
    """Bring an answer from outside into the one form that is stored, or None where it holds nothing.

    The form is `{"choices": [0, 2]}` (places among `item.choices`) or `{"text": "0,25"}` for a number.

    Raises:
        AnswerError: it isn't an answer to this kind of item.
    """
    if answer is None:
        return None
    if not isinstance(answer, dict):
        raise AnswerError("That is not an answer to this question.")
    if item.kind is ItemKind.NUMERIC:
        return _clean_text(item, answer.get("text", ""))
    return _clean_choices(item, answer.get("choices", []))


def _clean_text(item: Item, text: object) -> dict[str, Any] | None:
    if not isinstance(text, str):
        raise AnswerError("Write the number as text.")
    if not text.strip():
        return None
    parse_number(text, item.numeric.unit if item.numeric else "")
    return {"text": text.strip()}


def _clean_choices(item: Item, picked: object) -> dict[str, Any] | None:
    if not isinstance(picked, list) or not all(type(place) is int for place in picked):
        raise AnswerError("Pick from the choices shown.")
    places = sorted(set(picked))
    if not places:
        return None
    if places[0] < 0 or places[-1] >= len(item.choices):
        raise AnswerError("Pick from the choices shown.")
    if item.kind is ItemKind.SINGLE and len(places) > 1:
        raise AnswerError("Pick one choice only.")
    return {"choices": list(places)}


def mark(item: Item, answer: object) -> float:
    """Mark an answer: from 0 to `item.points`; None, which is no answer, earns 0.

    A multiple-choice item gives (right ticks - wrong ticks) / right choices of its points, never below 0.

    Raises:
        AnswerError: the answer isn't one to this kind of item.
    """
    cleaned = clean_answer(item, answer)
    if cleaned is None:
        return 0.0
    if item.kind is ItemKind.NUMERIC and item.numeric:
        given = parse_number(cleaned["text"], item.numeric.unit)
        return item.points if is_close(given, item.numeric) else 0.0
    return item.points * _share(item, cleaned["choices"])


def _share(item: Item, picked: list[int]) -> float:
    right = sum(choice.correct for choice in item.choices)
    hits = sum(item.choices[place].correct for place in picked)
    misses = len(picked) - hits
    return max(0.0, (hits - misses) / right) if right else 0.0


def is_close(given: float, wanted: NumericAnswer) -> bool:
    """Tell whether a number is within the tolerance, its edge included.

    Both sides are compared as the decimals that were written: in binary, 0.4 is not within 0.1 of 0.3.
    """
    if not math.isfinite(given):
        return False
    value = _decimal(wanted.value)
    slack = max(_decimal(wanted.absolute), _decimal(wanted.relative) * abs(value))
    return abs(_decimal(given) - value) <= slack


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))
