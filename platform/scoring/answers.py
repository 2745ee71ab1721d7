"""Bring an answer from outside into the one form that is stored and marked.

By the item's kind, the form is

* `{"choices": [0, 2]}` for single and multiple: places among `item.choices`;
* `{"truth": true, "choices": [1]}` for truth: the verdict and the reason, either of which may be missing;
* `{"text": "0,25"}` for numeric, text and output;
* `{"order": ["first", "second"]}` for ordering: the texts, with "" where nothing was put yet;
* `{"pairs": {"left": "right"}}` for matching: the lefts that were given a right;
* `{"gaps": {"name": "text"}}` for cloze: the gaps that were filled.

Ordering and matching go by their texts, not by places: a place in the author's order would give the answer away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.entries import Gap, Item, ItemKind
from scoring.numbers import AnswerError, parse_number

LONGEST_TEXT: Mapping[ItemKind, int] = {ItemKind.TEXT: 200, ItemKind.CLOZE: 200, ItemKind.OUTPUT: 2000}

Answer = dict[str, Any]


def clean_answer(item: Item, answer: object) -> Answer | None:
    """Return the answer in its stored form, or None where it holds nothing.

    Raises:
        AnswerError: it isn't an answer to this item.
    """
    if answer is None:
        return None
    if not isinstance(answer, dict):
        raise AnswerError("That is not an answer to this question.")
    match item.kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            return _choices(item, answer)
        case ItemKind.TRUTH:
            return _truth(item, answer)
        case ItemKind.NUMERIC | ItemKind.TEXT | ItemKind.OUTPUT:
            return _text(item, answer.get("text", ""))
        case ItemKind.ORDERING:
            return _order(item, answer.get("order", []))
        case ItemKind.MATCHING:
            return _pairs(item, answer.get("pairs", {}))
        case ItemKind.CLOZE:
            return _gaps(item, answer.get("gaps", {}))


def _choices(item: Item, answer: Answer) -> Answer | None:
    picked = answer.get("choices", [])
    if not isinstance(picked, list) or not all(type(place) is int for place in picked):
        raise AnswerError("Pick from the choices shown.")
    places = sorted(set(picked))
    if not places:
        return None
    if places[0] < 0 or places[-1] >= len(item.choices):
        raise AnswerError("Pick from the choices shown.")
    if item.kind is not ItemKind.MULTIPLE and len(places) > 1:
        raise AnswerError("Pick one choice only.")
    return {"choices": places}


def _truth(item: Item, answer: Answer) -> Answer | None:
    verdict = answer.get("truth")
    if verdict is not None and not isinstance(verdict, bool):
        raise AnswerError("Pick true or false.")
    given = {} if verdict is None else {"truth": verdict}
    return given | (_choices(item, answer) or {}) or None


def _text(item: Item, text: object) -> Answer | None:
    if not isinstance(text, str):
        raise AnswerError("Write the answer as text.")
    if not text.strip():
        return None
    if item.kind is ItemKind.NUMERIC:
        parse_number(text, item.numeric.unit if item.numeric else "")
        return {"text": text.strip()}
    return {"text": _line_ends(_bounded(text, item.kind)).strip()}


def _bounded(text: str, kind: ItemKind) -> str:
    if len(text) > LONGEST_TEXT[kind]:
        raise AnswerError("An answer has at most %(most)s characters here.", most=LONGEST_TEXT[kind])
    if "\0" in text:
        raise AnswerError("That is not an answer to this question.")
    return text


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _order(item: Item, order: object) -> Answer | None:
    if not isinstance(order, list) or len(order) > len(item.sequence):
        raise AnswerError("Put the steps shown in order.")
    if not all(step == "" or step in item.sequence for step in order):
        raise AnswerError("Put the steps shown in order.")
    placed = [step for step in order if step]
    if twice := next((step for step in placed if placed.count(step) > 1), ""):
        raise AnswerError("“%(step)s” has two places. Give each step a place of its own.", step=twice)
    if not placed:
        return None
    return {"order": order + [""] * (len(item.sequence) - len(order))}


def _pairs(item: Item, pairs: object) -> Answer | None:
    rights = {"", *(pair.right for pair in item.pairs), *item.extra}
    lefts = [pair.left for pair in item.pairs]
    if not isinstance(pairs, dict) or not all(
        left in lefts and isinstance(right, str) and right in rights for left, right in pairs.items()
    ):
        raise AnswerError("Match with what is shown.")
    given = {left: pairs[left] for left in lefts if pairs.get(left)}
    return {"pairs": given} if given else None


def _gaps(item: Item, gaps: object) -> Answer | None:
    known = {gap.name: gap for gap in item.gaps}
    if not isinstance(gaps, dict) or not all(name in known and isinstance(text, str) for name, text in gaps.items()):
        raise AnswerError("Fill the gaps shown.")
    given = {name: _gap(number, gap, gaps.get(name, "")) for number, (name, gap) in enumerate(known.items(), 1)}
    filled = {name: text for name, text in given.items() if text}
    return {"gaps": filled} if filled else None


def _gap(number: int, gap: Gap, text: str) -> str:
    text = _line_ends(text).strip()
    if not text:
        return ""
    try:
        if gap.numeric is not None:
            parse_number(text)
    except AnswerError as problem:
        raise AnswerError("Gap %(number)s: %(problem)s", number=number, problem=problem) from None
    if gap.options and text not in gap.options:
        raise AnswerError(
            "Gap %(number)s: %(problem)s", number=number, problem=AnswerError("Pick from the choices shown.")
        )
    return _bounded(text, ItemKind.CLOZE)
