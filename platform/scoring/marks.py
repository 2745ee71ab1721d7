"""Mark an answer to a quiz item."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterable, Mapping

from catalog.entries import Gap, Item, ItemKind
from scoring.answers import Answer, clean_answer
from scoring.numbers import is_close, parse_number

# What one mark of an item becomes by how sure the learner said to be, as in Moodle's certainty-based marking.
RIGHT: Mapping[int, float] = {1: 1.0, 2: 2.0, 3: 3.0}
WRONG: Mapping[int, float] = {1: 0.0, 2: -2.0, 3: -6.0}
UNSURE = 1  # what an answer counts as that came without a certainty

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "‘’ʼ"), "'")


def mark(item: Item, answer: object, *, negative: bool = False) -> float:
    """Mark an answer: from 0 to `item.points`; None, which is no answer, earns 0.

    A multiple choice earns (right picks - wrong picks) / right choices, below 0 only if `negative`, and at least -1.
    A truth earns half for its verdict and the rest for the reason behind the right verdict. An ordering of n steps of
    which L stand in the right relative order earns (L - 1) / (n - 1). Matching and cloze earn a share for each pair or
    gap.

    Raises:
        AnswerError: the answer isn't one to this item.
    """
    cleaned = clean_answer(item, answer)
    return 0.0 if cleaned is None else item.points * _share(item, cleaned, negative=negative)


def certainty_mark(earned: float, points: float, certainty: int | None) -> float:
    """Weigh a mark by a certainty from 1 to 3: up to 3 times the points when right, down to -6 times when wrong.

    An answer that is partly right counts as right, for its share.
    """
    level = certainty or UNSURE
    return earned * RIGHT[level] if earned > 0 else points * WRONG[level]


def _share(item: Item, answer: Answer, *, negative: bool) -> float:
    match item.kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            share = _choices(item, answer["choices"])
            return max(-1.0 if negative and item.kind is ItemKind.MULTIPLE else 0.0, share)
        case ItemKind.TRUTH:
            is_right = answer.get("truth") == item.truth
            reason = _choices(item, answer.get("choices", []), least=0.0)
            return 0.5 + 0.5 * reason if is_right else 0.0
        case ItemKind.NUMERIC:
            return float(_is_number(item, answer["text"]))
        case ItemKind.TEXT:
            return float(is_accepted(answer["text"], item.accepted))
        case ItemKind.OUTPUT:
            return float(answer["text"].split() == item.output.split())
        case ItemKind.ORDERING:
            return _order(item.sequence, answer["order"])
        case ItemKind.MATCHING:
            return sum(bool(answer["pairs"].get(pair.left) == pair.right) for pair in item.pairs) / len(item.pairs)
        case ItemKind.CLOZE:
            return sum(is_gap_right(gap, answer["gaps"].get(gap.name, "")) for gap in item.gaps) / len(item.gaps)


def _choices(item: Item, picked: list[int], *, least: float = -1.0) -> float:
    right = sum(choice.correct for choice in item.choices)
    hits = sum(item.choices[place].correct for place in picked)
    misses = len(picked) - hits
    return max(least, (hits - misses) / right) if right else 0.0


def _is_number(item: Item, text: str) -> bool:
    return item.numeric is not None and is_close(parse_number(text, item.numeric.unit), item.numeric)


def _order(sequence: tuple[str, ...], order: list[str]) -> float:
    return max(0, len(in_order(sequence, order)) - 1) / (len(sequence) - 1)


def in_order(sequence: tuple[str, ...], order: list[str]) -> list[str]:
    """Return the most steps of `order` that stand in the right relative order: a longest increasing subsequence."""
    tails: list[int] = []
    runs: list[list[int]] = []
    for place in (sequence.index(step) for step in order if step):
        length = bisect.bisect_left(tails, place)
        run = [*(runs[length - 1] if length else []), place]
        tails[length:] = [place, *tails[length + 1 :]]
        runs[length:] = [run, *runs[length + 1 :]]
    return [sequence[place] for place in runs[-1]] if runs else []


def is_gap_right(gap: Gap, text: str) -> bool:
    """Tell whether a gap was filled as it should be; an empty one was not."""
    if not text:
        return False
    if gap.numeric is not None:
        return is_close(parse_number(text), gap.numeric)
    return text == gap.answer if gap.options else is_accepted(text, gap.accepted)


def is_accepted(text: str, accepted: Iterable[str]) -> bool:
    """Tell whether a text is one of those accepted, whatever its case, blank space, width, dashes and apostrophes."""
    return fold(text) in {fold(variant) for variant in accepted}


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split())


def right_answer(item: Item) -> Answer:
    """Return an answer that earns full marks."""
    choices = [place for place, choice in enumerate(item.choices) if choice.correct]
    match item.kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            return {"choices": choices}
        case ItemKind.TRUTH:
            return {"truth": item.truth, "choices": choices}
        case ItemKind.NUMERIC:
            return {"text": "" if item.numeric is None else repr(item.numeric.value)}
        case ItemKind.TEXT:
            return {"text": item.accepted[0]}
        case ItemKind.OUTPUT:
            return {"text": item.output}
        case ItemKind.ORDERING:
            return {"order": list(item.sequence)}
        case ItemKind.MATCHING:
            return {"pairs": {pair.left: pair.right for pair in item.pairs}}
        case ItemKind.CLOZE:
            return {"gaps": {gap.name: _gap_answer(gap) for gap in item.gaps}}


def _gap_answer(gap: Gap) -> str:
    if gap.numeric is not None:
        return repr(gap.numeric.value)
    return gap.answer or gap.accepted[0]
