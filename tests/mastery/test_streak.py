"""The days on which a learner did something."""

from __future__ import annotations

import datetime as dt

import pytest_django
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt, Response
from content.models import Item
from interviews.models import Practice
from mastery.models import Card, LessonRead
from mastery.streak import WEEKS, calendar

from .conftest import Site, Submit

FRIDAY = dt.date(2026, 11, 20)


def noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def test_the_last_twelve_weeks_are_shown_from_monday_to_sunday(ada: User) -> None:
    shown = calendar(ada, today=FRIDAY)
    assert len(shown.weeks) == WEEKS == 12
    assert {len(week) for week in shown.weeks} == {7}
    assert {week[0].date.weekday() for week in shown.weeks} == {0}
    assert [day.date for day in shown.weeks[-1] if day.is_ahead] == [dt.date(2026, 11, 21), dt.date(2026, 11, 22)]


def test_whatever_is_done_makes_a_day_and_twice_on_a_day_is_one(
    site: Site, submit: Submit, ada: User, ben: User
) -> None:
    days = [FRIDAY - dt.timedelta(days=n) for n in range(6)]
    for _ in range(2):
        submit(ada, site.lab, created_at=noon(days[0]))
    item = Item.objects.create(quiz=site.quiz, slug="item", stem="?", explanation="!")
    attempt = Attempt.objects.create(
        learner=ada, quiz=site.quiz, behaviour="deferred", seed=1, items=[], started_at=noon(days[1]), max_score=1
    )
    Response.objects.create(attempt=attempt, position=1, item=item, saved_at=noon(days[1]))
    Practice.objects.create(learner=ada, question=site.question, state="done", finished_at=noon(days[2]))
    LessonRead.objects.create(learner=ada, lesson=site.first, read_at=noon(days[3]))
    Card.objects.create(
        learner=ada, kind="lab", lab=site.lab, stability=1, difficulty=1, last_rating=3,
        reviewed_at=noon(days[4]), due=noon(FRIDAY),
    )  # fmt: skip
    submit(ben, site.lab, created_at=noon(days[5]))

    shown = calendar(ada, today=FRIDAY)
    assert [day.date for week in shown.weeks for day in week if day.is_active] == sorted(days[:5])
    assert [[day.date.day for day in week] for week in shown.active_weeks] == [[16, 17, 18, 19, 20]]


def test_four_weeks_are_counted_apart_from_all_that_is_shown(site: Site, submit: Submit, ada: User) -> None:
    for ago in (0, 27, 28, 80, 200):
        submit(ada, site.lab, created_at=noon(FRIDAY - dt.timedelta(days=ago)))
    shown = calendar(ada, today=FRIDAY)
    assert (shown.recent, shown.total) == (2, 4)


def test_it_costs_one_query(ada: User, django_assert_num_queries: pytest_django.DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        calendar(ada)
