"""On which days a learner did something. Days are those of the site's time zone: accounts have none of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from attempts.models import Response
from interviews.models import Practice
from mastery.models import Card, LessonRead
from submissions.models import Submission

WEEKS = 12
RECENT_DAYS = 28


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    is_active: bool
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The last weeks, oldest first, each from Monday to Sunday; what is still to come of this week is `is_ahead`."""

    weeks: tuple[tuple[Day, ...], ...]
    recent: int
    total: int

    @property
    def active_weeks(self) -> list[list[Day]]:
        """The active days of each week that has any, newest week first: what the drawing shows, in words."""
        found = [[day for day in week if day.is_active] for week in reversed(self.weeks)]
        return [week for week in found if week]


def calendar(learner: User, *, today: dt.date | None = None) -> Calendar:
    """Gather a learner's active days: `recent` counts those of the last four weeks, `total` all shown. One query."""
    today = today or timezone.localdate()
    first = today - dt.timedelta(days=today.weekday(), weeks=WEEKS - 1)
    active = _active_days(learner, since=first)
    recent = sum(today - dt.timedelta(days=RECENT_DAYS) < day <= today for day in active)
    days = [first + dt.timedelta(days=n) for n in range(7 * WEEKS)]
    shown = [Day(day, day in active, day > today) for day in days]
    weeks = tuple(tuple(shown[start : start + 7]) for start in range(0, len(shown), 7))
    return Calendar(weeks, recent, len(active))


def _active_days(learner: User, *, since: dt.date) -> set[dt.date]:
    """Return the days with code handed in, an answer saved, or something rehearsed, reviewed or marked as read."""
    done = (
        (Submission.objects.filter(learner=learner), "created_at"),
        (Response.objects.filter(attempt__learner=learner), "saved_at"),
        (Practice.objects.filter(learner=learner), "finished_at"),
        (LessonRead.objects.filter(learner=learner), "read_at"),
        (Card.objects.filter(learner=learner), "reviewed_at"),
    )
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    days = [
        rows.filter(**{f"{moment}__gte": start})
        .order_by()
        .annotate(day=TruncDate(moment))
        .values_list("day", flat=True)
        for rows, moment in done
    ]
    return set(days[0].union(*days[1:]))
