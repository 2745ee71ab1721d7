"""What of an attempt may be shown: the one place that decides when marks, answers and explanations come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from attempts import controls
from attempts.models import Attempt, Certainty, Response
from catalog.entries import Item, ItemKind
from content.markdown import render
from content.models.quizzes import Feedback
from scoring.marks import certainty_mark
from scoring.snapshots import shown, thaw

VERDICTS = (("true", _("True")), ("false", _("False")))


@dataclass(frozen=True, slots=True)
class Reveal:
    """What is told about an item. `right` is the right answer in words, for kinds whose controls do not show it.

    `weighed` is the mark as the learner's certainty weighs it, None where nobody asked for one.
    """

    mark: float
    is_full: bool
    explanation: SafeString
    source: str
    right: str
    right_order: tuple[str, ...] = ()
    weighed: float | None = None


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item on the page.

    `key` is what the names of its controls end in. `error` is a sentence about an answer that was refused. Of
    `choices`, `places`, `pairs`, `text` and `code` it has those that its kind needs; a cloze has its gaps in the stem.
    """

    key: str
    kind: str
    stem: SafeString
    points: float
    choices: tuple[controls.ShownChoice, ...] = ()
    verdict: str = ""
    right_verdict: str = ""
    places: tuple[controls.ShownSelect, ...] = ()
    steps: tuple[controls.ShownStep, ...] = ()
    pairs: tuple[controls.ShownSelect, ...] = ()
    text: str = ""
    unit: str = ""
    code: SafeString | str = ""
    is_drawn: bool = False
    is_answered: bool = False
    error: str = ""
    reveal: Reveal | None = None
    position: int = 0
    revision: int = 0
    certainty: int | None = None
    is_flagged: bool = False


def is_told(attempt: Attempt, response: Response, now: datetime | None = None) -> bool:
    """Tell whether the learner may see the mark, the answer and the explanation of one item."""
    match attempt.policy:
        case Feedback.IMMEDIATELY:
            return response.latest_mark is not None
        case Feedback.AFTER_ATTEMPT:
            return attempt.is_finished
        case Feedback.AFTER_DATE:
            return attempt.is_finished and is_feedback_due(attempt, now)
        case _:
            return False


def is_feedback_due(attempt: Attempt, now: datetime | None = None) -> bool:
    """Tell whether the date from which the quiz gives feedback has come."""
    due = attempt.quiz.feedback_after
    return due is not None and timezone.localdate(now) >= due


def is_reviewable(attempt: Attempt) -> bool:
    """Tell whether a finished attempt may be reviewed item by item today."""
    return attempt.policy is not Feedback.NEVER and (
        attempt.policy is not Feedback.AFTER_DATE or is_feedback_due(attempt)
    )


def sheet(
    attempt: Attempt, *, refused: Mapping[int, object] | None = None, errors: Mapping[int, str] | None = None
) -> list[ShownItem]:
    """Give an attempt's items in order. One query.

    `refused` holds answers, by position, to show in place of the stored ones; `errors` says what is wrong with them.
    """
    refused, errors = refused or {}, errors or {}
    return [
        show(
            attempt.items[response.position - 1],
            refused.get(response.position, response.answer),
            key=str(response.position),
            mark=response.latest_mark if is_told(attempt, response) else None,
            response=response,
            error=errors.get(response.position, ""),
            is_weighed=attempt.asks_certainty,
        )
        for response in attempt.responses.all()
    ]


def show(
    snapshot: Mapping[str, Any],
    answer: object,
    *,
    key: str,
    mark: float | None,
    response: Response | None = None,
    error: str = "",
    is_weighed: bool = False,
) -> ShownItem:
    """Put an item and an answer on a page; with a `mark`, all is told."""
    item = thaw(snapshot)
    given = answer if isinstance(answer, dict) else {}
    told = mark is not None
    kind = item.kind
    is_cloze = kind is ItemKind.CLOZE
    return ShownItem(
        key=key,
        kind=kind.value,
        stem=controls.cloze(item, given, key=key, is_told=told) if is_cloze else render(item.stem),
        points=item.points,
        choices=controls.choices(item, given, is_told=told),
        verdict=_verdict(given.get("truth")),
        right_verdict=_verdict(item.truth) if told else "",
        places=controls.places(item, given, shown(snapshot), key=key) if kind is ItemKind.ORDERING else (),
        steps=controls.steps(item, given) if told else (),
        pairs=controls.pairs(item, given, shown(snapshot), key=key, is_told=told),
        text=str(given.get("text", "")),
        unit=item.numeric.unit if item.numeric else "",
        code=controls.program(item.code) if item.code else "",
        is_drawn=bool(snapshot.get("numbers")),
        is_answered=bool(given) if response is None else response.answer is not None,
        error=error,
        reveal=None if mark is None else _reveal(item, mark, response, is_weighed=is_weighed),
        position=response.position if response else 0,
        revision=response.revision if response else 0,
        certainty=response.certainty if response else None,
        is_flagged=response.is_flagged if response else False,
    )


def _verdict(truth: object) -> str:
    return {True: "true", False: "false"}.get(truth, "") if isinstance(truth, bool) else ""


def _reveal(item: Item, mark: float, response: Response | None, *, is_weighed: bool) -> Reveal:
    weighed = None
    if is_weighed and response is not None:
        weighed = certainty_mark(mark, item.points, response.certainty) if response.answer is not None else 0.0
    return Reveal(
        mark=mark,
        is_full=mark >= item.points,
        explanation=render(item.explanation),
        source=item.source,
        right=_right(item),
        right_order=item.sequence,
        weighed=weighed,
    )


def _right(item: Item) -> str:
    """Say the right answer to an item whose controls do not show it, such as “0.25 ms, ± 0.01”."""
    if item.kind is ItemKind.TEXT:
        return item.accepted[0]
    if item.kind is ItemKind.OUTPUT:
        return item.output
    if item.kind is not ItemKind.NUMERIC or item.numeric is None:
        return ""
    wanted = item.numeric
    slack = max(wanted.absolute, wanted.relative * abs(wanted.value))
    value = f"{wanted.value:.10g} {wanted.unit}".rstrip()
    return f"{value}, ± {slack:.3g}" if slack else value


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often answers of one certainty were right: `share` in per cent, None without such an answer."""

    label: str
    count: int
    share: int | None


def calibration(items: list[ShownItem]) -> list[Calibration]:
    """Set what was said about certainty against what was right."""
    rows = []
    for level in Certainty:
        marks = [item.reveal for item in items if item.reveal and item.is_answered and (item.certainty or 1) == level]
        right = sum(reveal.is_full for reveal in marks)
        rows.append(Calibration(str(level.label), len(marks), round(100 * right / len(marks)) if marks else None))
    return rows
