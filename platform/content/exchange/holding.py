"""What of a quiz item GIFT and Moodle XML can hold.

`hold` turns an item into the nearest one that a format can say in full, and says what was lost on the way. So writing
is exact: what a file is read back as is what `hold` returned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog import variants
from catalog.entries import Choice, Gap, Item, ItemKind, NumericAnswer
from content.exchange import embedded
from content.exchange.reports import Format

TRUTHS = ("True", "False")
MOST_RIGHT = 10  # Moodle knows the weights 1/2 to 1/10, and no smaller ones
LONGEST_TAG = 50  # characters; Moodle cuts the rest


@dataclass(frozen=True, slots=True)
class Held:
    """The item that the format can say, or None, and what was lost, in sentences."""

    item: Item | None
    losses: tuple[str, ...] = ()


class _Unfit(Exception):
    """The format has no way to say this item."""


def hold(item: Item, form: Format) -> Held:
    """Bring an item into the form that a format can say in full."""
    losses: list[str] = []
    try:
        held = _HOLDERS.get(item.kind, _as_it_is)(_drawn(item, losses), form, losses)
    except _Unfit as reason:
        return Held(None, (str(reason),))
    held = replace(held, source=" ".join(held.source.split()))
    if len(f"source:{item.source}") > LONGEST_TAG:
        losses.append(f"Its source is a tag, and Moodle cuts tags after {LONGEST_TAG} characters.")
    if form is Format.GIFT and item.points != 1.0:
        losses.append("GIFT has no points: Moodle will give one point to it. They are kept as a tag.")
    return Held(held, tuple(losses))


def _drawn(item: Item, losses: list[str]) -> Item:
    if not item.variables:
        return item
    numbers = next(iter(variants.variants(item)))
    said = ", ".join(f"{name} = {variants.write(number)}" for name, number in numbers.items())
    losses.append(f"Its numbers are drawn anew for each attempt here; the file holds one variant, {said}.")
    return variants.with_numbers(item, numbers)


def _as_it_is(item: Item, form: Format, losses: list[str]) -> Item:  # noqa: ARG001 - the shape of a holder
    return item


def _multiple(item: Item, form: Format, losses: list[str]) -> Item:  # noqa: ARG001
    if sum(choice.correct for choice in item.choices) > MOST_RIGHT:
        raise _Unfit(f"Left out: Moodle has no weights for more than {MOST_RIGHT} right choices.")
    return item


def _truth(item: Item, form: Format, losses: list[str]) -> Item:  # noqa: ARG001
    losses.append("Its reasons are left out: a true/false question there asks for the verdict alone.")
    choices = tuple(Choice(text, (text == "True") == item.truth) for text in TRUTHS)
    return replace(item, kind=ItemKind.SINGLE, truth=None, choices=choices)


def _numeric(item: Item, form: Format, losses: list[str]) -> Item:
    if item.numeric is None:
        return item
    held = _number(item.numeric, losses)
    if held.unit and form is Format.GIFT:
        losses.append(f"GIFT has no units: “{held.unit}” is left out of the answer.")
        held = replace(held, unit="")
    return replace(item, numeric=held)


def _number(answer: NumericAnswer, losses: list[str]) -> NumericAnswer:
    if answer.formula:
        losses.append("The formula that its number comes from is left out.")
    if answer.relative:
        losses.append("Its relative tolerance becomes an absolute one.")
    slack = max(answer.absolute, answer.relative * abs(answer.value))
    return NumericAnswer(answer.value, slack, unit=answer.unit)


def _text(item: Item, form: Format, losses: list[str]) -> Item:  # noqa: ARG001
    if any("\n" in text for text in item.accepted):
        raise _Unfit("Left out: a short answer there has one line.")
    if any("\\*" in text for text in item.accepted):
        raise _Unfit("Left out: Moodle cannot be told of a backslash before a star.")
    if form is Format.GIFT and any("->" in text for text in item.accepted):
        raise _Unfit("Left out: GIFT would take an answer with “->” for a pair to match.")
    return item


def _output(item: Item, form: Format, losses: list[str]) -> Item:
    losses.append("It becomes a short answer: Moodle compares the text without running anything.")
    stem = f"{item.stem}\n\n```python\n{item.code}\n```"
    held = replace(item, kind=ItemKind.TEXT, stem=stem, code="", output="", accepted=(item.output,))
    return _text(held, form, losses)


def _ordering(item: Item, form: Format, losses: list[str]) -> Item:
    if form is Format.GIFT:
        raise _Unfit("Left out: GIFT has no questions that ask for an order. Moodle XML has.")
    losses.append("Moodle has ordering questions from version 4.4 on, or with the plug-in qtype_ordering.")
    return item


def _matching(item: Item, form: Format, losses: list[str]) -> Item:  # noqa: ARG001
    if form is Format.GIFT and any("->" in pair.left for pair in item.pairs):
        raise _Unfit("Left out: GIFT would split the left side at its “->”.")
    return item


def _cloze(item: Item, form: Format, losses: list[str]) -> Item:
    if form is Format.GIFT:
        raise _Unfit("Left out: GIFT has no text with several gaps. Moodle XML has.")
    names = {name: f"gap{place}" for place, name in enumerate(variants.SLOT.findall(item.stem), 1)}
    gaps = {gap.name: _gap(gap, names[gap.name], losses) for gap in item.gaps}
    stem = variants.SLOT.sub(lambda slot: f"{{{{{names[slot[1]]}}}}}", item.stem)
    held = replace(item, stem=stem, gaps=tuple(gaps[name] for name in names))
    if not embedded.can_say(held):
        raise _Unfit("Left out: one of its answers holds a backslash where Moodle's gaps can't.")
    return held


def _gap(gap: Gap, name: str, losses: list[str]) -> Gap:
    number = None if gap.numeric is None else _number(gap.numeric, losses)
    return replace(gap, name=name, numeric=number)


_HOLDERS = {
    ItemKind.MULTIPLE: _multiple,
    ItemKind.TRUTH: _truth,
    ItemKind.NUMERIC: _numeric,
    ItemKind.TEXT: _text,
    ItemKind.OUTPUT: _output,
    ItemKind.ORDERING: _ordering,
    ItemKind.MATCHING: _matching,
    ItemKind.CLOZE: _cloze,
}


def tags_of(item: Item) -> list[str]:
    """Say as tags what neither format has a place for."""
    tags = [f"level:{item.level.value}", *(f"concept:{slug}" for slug in item.concepts)]
    return [*tags, *([f"source:{item.source}"] if item.source else [])]
