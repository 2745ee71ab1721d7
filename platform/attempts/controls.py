"""What the controls of an item show: one small value for each kind of control, with what is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalog.entries import Gap, Item
from catalog.variants import SLOT, write
from content.highlighting import highlight
from content.markdown import render
from scoring.marks import in_order, is_gap_right

Given = Mapping[str, Any]

# Characters that stand for a gap while the Markdown around it is rendered; no keyboard types them.
_OPEN, _CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice on the page. `is_correct` None and an empty `feedback` mean: not told yet."""

    place: int
    text: SafeString
    is_picked: bool
    is_correct: bool | None = None
    feedback: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class ShownSelect:
    """A menu with its label. `is_right` None and an empty `right` mean: not told yet."""

    name: str
    label: SafeString | str
    value: str
    options: tuple[str, ...]
    part: str = ""
    is_right: bool | None = None
    right: str = ""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of an ordering as the learner placed it; `is_kept` tells that it stands in the right relative order."""

    text: str
    is_kept: bool


def choices(item: Item, given: Given, *, is_told: bool) -> tuple[ShownChoice, ...]:
    picked = given.get("choices", [])
    return tuple(
        _choice(place, render(one.text), place in picked, one.correct, one.feedback, is_told=is_told)
        for place, one in enumerate(item.choices)
    )


def _choice(
    place: int, text: SafeString, is_picked: bool, is_correct: bool, feedback: str, *, is_told: bool
) -> ShownChoice:
    if not is_told:
        return ShownChoice(place, text, is_picked)
    return ShownChoice(place, text, is_picked, is_correct, render(feedback))


def places(item: Item, given: Given, shown: list[str], *, key: str) -> tuple[ShownSelect, ...]:
    """Return a menu for each place of an ordering, with all steps in it."""
    order = [*given.get("order", []), *[""] * len(item.sequence)]
    return tuple(ShownSelect(f"q{key}", str(n + 1), order[n], tuple(shown)) for n in range(len(item.sequence)))


def steps(item: Item, given: Given) -> tuple[ShownStep, ...]:
    """Tell which of the steps that were placed stand in the right relative order."""
    order = [step for step in given.get("order", []) if step]
    kept = in_order(item.sequence, order)
    return tuple(ShownStep(step, step in kept) for step in order)


def pairs(item: Item, given: Given, shown: list[str], *, key: str, is_told: bool) -> tuple[ShownSelect, ...]:
    """Return a menu of rights for each left."""
    chosen = given.get("pairs", {})
    return tuple(
        ShownSelect(
            name=f"q{key}.{n}",
            label=render(pair.left),
            value=chosen.get(pair.left, ""),
            options=tuple(shown),
            part=pair.left,
            is_right=chosen.get(pair.left) == pair.right if is_told else None,
            right=pair.right if is_told else "",
        )
        for n, pair in enumerate(item.pairs, start=1)
    )


def cloze(item: Item, given: Given, *, key: str, is_told: bool) -> SafeString:
    """Return the stem with a control, or with what was answered, in the place of each gap."""
    gaps = {gap.name: gap for gap in item.gaps}
    filled = given.get("gaps", {})
    numbers = {name: n for n, name in enumerate(SLOT.findall(item.stem), start=1)}
    html = str(render(SLOT.sub(lambda slot: f"{_OPEN}{slot[1]}{_CLOSE}", item.stem)))
    for name, gap in gaps.items():
        shown = {
            "gap": gap,
            "number": numbers.get(name, 0),
            "key": key,
            "value": filled.get(name, ""),
            "is_told": is_told,
            "is_right": is_told and is_gap_right(gap, filled.get(name, "")),
            "right": gap_answer(gap) if is_told else "",
        }
        html = html.replace(f"{_OPEN}{name}{_CLOSE}", render_to_string("attempts/kinds/_gap.html", shown).strip())
    return mark_safe(html)  # noqa: S308 - rendered Markdown and a template, both escaped


@lru_cache(maxsize=512)
def program(code: str) -> SafeString:
    """Return a program with its words marked."""
    return mark_safe(highlight(code, "python"))  # noqa: S308 - escaped by Pygments


def gap_answer(gap: Gap) -> str:
    """Say what a gap should hold."""
    if gap.numeric is not None:
        return write(gap.numeric.value)
    return gap.answer or gap.accepted[0]
