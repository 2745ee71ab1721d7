"""What of an attempt may be shown: the one place that decides when answers and explanations come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from attempts.models import Attempt, Response
from catalog.entries import Choice, Item, ItemKind
from content.markdown import render
from scoring.snapshots import thaw


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice on the page. `is_correct` None and an empty `feedback` mean: not told yet."""

    place: int
    text: SafeString
    is_picked: bool
    is_correct: bool | None = None
    feedback: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Reveal:
    """What is told about an item once its mark is final."""

    mark: float
    is_full: bool
    explanation: SafeString
    source: str
    right_number: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item on the page. `text` is the number as written; `error` a sentence about an answer that was refused."""

    position: int
    kind: str
    stem: SafeString
    points: float
    choices: tuple[ShownChoice, ...]
    text: str
    unit: str
    revision: int
    is_answered: bool
    error: str = ""
    reveal: Reveal | None = None


def sheet(
    attempt: Attempt, *, refused: Mapping[int, object] | None = None, errors: Mapping[int, str] | None = None
) -> list[ShownItem]:
    """Give an attempt's items in order. One query.

    `refused` holds answers, by position, to show in place of the stored ones; `errors` says what is wrong with them.
    """
    refused, errors = refused or {}, errors or {}
    return [
        _show(
            response,
            thaw(attempt.items[response.position - 1]),
            refused.get(response.position, response.answer),
            errors.get(response.position, ""),
        )
        for response in attempt.responses.all()
    ]


def _show(response: Response, item: Item, answer: object, error: str) -> ShownItem:
    given = answer if isinstance(answer, dict) else {}
    picked = given.get("choices", [])
    is_told = response.mark is not None
    return ShownItem(
        position=response.position,
        kind=item.kind.value,
        stem=render(item.stem),
        points=item.points,
        choices=tuple(
            _show_choice(place, choice, is_picked=place in picked, is_told=is_told)
            for place, choice in enumerate(item.choices)
        ),
        text=str(given.get("text", "")),
        unit=item.numeric.unit if item.numeric else "",
        revision=response.revision,
        is_answered=response.answer is not None,
        error=error,
        reveal=_reveal(response.mark, item) if response.mark is not None else None,
    )


def _show_choice(place: int, choice: Choice, *, is_picked: bool, is_told: bool) -> ShownChoice:
    if not is_told:
        return ShownChoice(place, render(choice.text), is_picked)
    return ShownChoice(place, render(choice.text), is_picked, choice.correct, render(choice.feedback))


def _reveal(mark: float, item: Item) -> Reveal:
    return Reveal(
        mark=mark,
        is_full=mark >= item.points,
        explanation=render(item.explanation),
        source=item.source,
        right_number=_right_number(item),
    )


def _right_number(item: Item) -> str:
    """Say a numeric item's value and tolerance, such as “0.25 ms, ± 0.01”; empty for other kinds."""
    if item.kind is not ItemKind.NUMERIC or item.numeric is None:
        return ""
    wanted = item.numeric
    slack = max(wanted.absolute, wanted.relative * abs(wanted.value))
    value = f"{wanted.value:.10g} {wanted.unit}".rstrip()
    return f"{value}, ± {slack:.3g}" if slack else value
