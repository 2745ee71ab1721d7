"""Moodle's embedded answers, `{1:SHORTANSWER:=dropout~=inverted dropout}`: the gaps of a cloze text.

Syntax: <https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type>.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from catalog.entries import Gap, Item
from catalog.variants import SLOT
from content.exchange import numbers

_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|(?!\{\d*:[A-Z])[^}\\])*)\}", re.DOTALL)
_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_CHOSEN = re.compile(r"(MULTICHOICE|MC)(_?(H|V|S|HS|VS|SH|SV))?")
_NUMBER = {"NUMERICAL", "NM"}
_WEIGHT = re.compile(r"=|%(-?[0-9.]+)%")


class EmbeddedError(ValueError):
    """A gap that cannot be read or has no counterpart here; its text is a sentence."""


def can_say(item: Item) -> bool:
    """Tell whether Moodle can tell the answers of all gaps apart from its own signs."""
    texts = [text for gap in item.gaps for text in (*gap.accepted, *gap.options)]
    return not any(text.endswith(("\\", "&")) or "\\*" in text for text in texts)


def write(item: Item) -> str:
    """Return the stem with each `{{gap}}` written out as an embedded answer."""
    gaps = {gap.name: gap for gap in item.gaps}
    return SLOT.sub(lambda slot: _write_gap(gaps[slot[1]]), item.stem)


def _write_gap(gap: Gap) -> str:
    if gap.numeric is not None:
        return f"{{1:NUMERICAL:={gap.numeric.value!r}:{gap.numeric.absolute!r}}}"
    if gap.options:
        marked = ((option, "=" if option == gap.answer else "%0%") for option in gap.options)
        return "{1:MULTICHOICE:" + "~".join(sign + _escape(option) for option, sign in marked) + "}"
    return "{1:SHORTANSWER:" + "~".join("=" + _escape(text.replace("*", r"\*")) for text in gap.accepted) + "}"


def _escape(text: str) -> str:
    return re.sub(r"[~#}]", r"\\\g<0>", text)


def read(stem: str, remark: Callable[[str], None]) -> tuple[str, list[dict[str, Any]]]:
    """Return the stem with `{{gap1}}`, … in the place of embedded answers, and the table of each gap.

    Raises:
        EmbeddedError: a gap has no counterpart here.
    """
    gaps: list[dict[str, Any]] = []

    def take(found: re.Match[str]) -> str:
        name = f"gap{len(gaps) + 1}"
        gaps.append({"name": name, **_read_gap(found[2], found[3], name, remark)})
        if found[1] not in {"", "1"}:
            remark("Its gaps weigh the same here, whatever their weights in the file.")
        return f"{{{{{name}}}}}"

    return _GAP.sub(take, stem), gaps


def _read_gap(kind: str, body: str, name: str, remark: Callable[[str], None]) -> dict[str, Any]:
    answers = []
    for part in filter(None, re.split(r"(?<!\\)~", body)):
        text, *feedback = re.split(r"(?<!\\)#", part, maxsplit=1)
        if feedback and feedback[0].strip():
            remark(f"The feedback of {name} is left out: a gap has none here.")
        weight = _WEIGHT.match(text)
        share = 0.0 if weight is None else 100.0 if weight[0] == "=" else float(weight[1])
        answers.append((share, re.sub(r"\\([~#}])", r"\1", text[weight.end() if weight else 0 :]).strip()))
    if any(0 < share < 100 for share, _ in answers):
        remark(f"The partly right answers of {name} are left out: a gap is right or wrong here.")
    right = [text for share, text in answers if share == 100]
    if not right:
        raise EmbeddedError(f"Left out: {name} has no right answer.")
    if kind in _NUMBER:
        return _number(right, name, remark)
    if kind in _TYPED:
        return {"accepted": _typed(right, name)}
    if _CHOSEN.fullmatch(kind):
        if len(right) > 1:
            raise EmbeddedError(f"Left out: {name} has more than one right choice.")
        return {"options": [text for _, text in answers], "answer": right[0]}
    raise EmbeddedError(f"Left out: {name} is a gap of the kind {kind}, which this site does not have.")


def _typed(right: list[str], name: str) -> list[str]:
    if any(numbers.has_wildcard(text) for text in right):
        raise EmbeddedError(f"Left out: {name} takes a wildcard *, and no text does here.")
    return list(dict.fromkeys(text.replace(r"\*", "*") for text in right))


def _number(right: list[str], name: str, remark: Callable[[str], None]) -> dict[str, Any]:
    if len(right) > 1:
        remark(f"Only the first right number of {name} is taken.")
    try:
        value, slack = numbers.read(right[0])
    except ValueError:
        raise EmbeddedError(f"Left out: “{right[0]}” in {name} is not a number with a tolerance.") from None
    return {"value": value, "absolute": slack}
