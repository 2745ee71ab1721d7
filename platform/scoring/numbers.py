"""Read a number as people write it, and hold it against a tolerance."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from catalog.entries import NumericAnswer

MAX_TEXT = 64  # characters; no number anyone writes by hand is longer

_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"\s*[×·*]\s*10\s*(?:\^|\*\*)\s*\(?\s*([+-]?\d+)\s*\)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


class AnswerError(ValueError):
    """An answer that can't be read; its text is an English sentence for the learner.

    `sentence` has places such as `%(unit)s` for the `values`, so that it can be translated before they are filled in.
    A value may be such an error itself.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


def parse_number(text: str, unit: str = "") -> float:
    """Read a number as people write it: point or comma, `1e-3` or `1.5×10^-3`, spaces around, the unit behind.

    Raises:
        AnswerError: it isn't one finite number, or a comma leaves open which number is meant.
    """
    if len(text) > MAX_TEXT:
        raise AnswerError("A number has at most %(most)s characters here.", most=MAX_TEXT)
    bare = _without_unit(text.strip().replace("−", "-"), unit)
    bare = _POWER_OF_TEN.sub(r"e\1", bare)
    if _THOUSANDS.fullmatch(bare):
        plain, point = bare.replace(",", ""), bare.replace(",", ".", 1)
        raise AnswerError(
            "“%(number)s” can be read in two ways. Write %(plain)s without the comma, or %(point)s with a point.",
            number=bare,
            plain=plain,
            point=point,
        )
    if not _NUMBER.fullmatch(bare):
        if not unit:
            raise AnswerError("“%(text)s” is not a number. Write it like 0.25, 0,25 or 2.5e-1.", text=text.strip())
        raise AnswerError(
            "“%(text)s” is not a number. Write it like 0.25, 0,25 or 2.5e-1. "
            "The unit (%(unit)s) may follow it, nothing else.",
            text=text.strip(),
            unit=unit,
        )
    number = float(bare.replace(",", "."))
    if not math.isfinite(number):
        raise AnswerError("“%(text)s” is too large to be stored as a number.", text=text.strip())
    return number


def _without_unit(text: str, unit: str) -> str:
    if unit and text.casefold().endswith(unit.casefold()):
        return text[: -len(unit)].rstrip()
    return text


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
