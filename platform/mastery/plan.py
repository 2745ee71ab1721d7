"""The next best twenty minutes: what is due, then what was begun, then what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mastery.review.selectors import Due
from mastery.selectors import Progress
from mastery.steps import Step, new_steps, open_steps

MINUTES = 20
MOST_REVIEW = 10  # minutes of reviewing beside something new; what is over waits until tomorrow
WORTH_BEGINNING = 5  # minutes


@dataclass(frozen=True, slots=True)
class Line:
    """A step and how many minutes of the plan it gets: fewer than it takes when it is only begun or gone on with."""

    step: Step
    minutes: int

    @property
    def is_part(self) -> bool:
        return self.minutes < self.step.minutes


@dataclass(frozen=True, slots=True)
class Plan:
    """`opened` is what was begun and found no place in the lines."""

    lines: tuple[Line, ...]
    opened: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)


def plan(state: Progress, due: Due, *, minutes: int = MINUTES) -> Plan:
    """Fill some minutes. Reviews take half of them at most, unless there is nothing else."""
    opened = open_steps(state)
    steps = [*opened, *new_steps(state)]
    review = _review(due)
    reserved = min(review.minutes, MOST_REVIEW if steps else minutes) if review else 0
    lines = [Line(review, reserved)] if review else []
    lines += _fill(steps, minutes - reserved)
    planned = {line.step.url for line in lines}
    return Plan(tuple(lines), tuple(step for step in opened if step.url not in planned))


def _fill(steps: Iterable[Step], left: int) -> list[Line]:
    """Give each step its minutes, in order; what doesn't fit is begun if it can be left in the middle."""
    lines: list[Line] = []
    for step in steps:
        if step.minutes <= left or (step.can_pause and left >= WORTH_BEGINNING):
            lines.append(Line(step, min(step.minutes, left)))
            left -= lines[-1].minutes
    return lines


def _review(due: Due) -> Step | None:
    if not due.count:
        return None
    why = _("Meeting it again shortly before it fades is what keeps it.")
    minutes = due.short_minutes or due.lab_minutes
    return Step(_("Review"), _("What is due"), why, _("Review"), reverse("review"), minutes)
