"""When something is to come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery.models import Rating
from mastery.review import scheduling

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
histories = st.lists(
    st.tuples(st.sampled_from(Rating), st.integers(0, 90 * 24)), max_size=6
)  # rating, hours until next


@given(history=histories)
def test_a_better_rating_never_comes_back_sooner(history: list[tuple[Rating, int]]) -> None:
    before, now = None, NOON
    for rating, hours in history:
        before = scheduling.review(before, rating, now)
        now += timedelta(hours=hours)
    dues = [scheduling.review(before, rating, now).due for rating in Rating]
    assert dues == sorted(dues)
    assert dues[0] >= now + timedelta(days=1)


@given(history=histories.filter(bool), rating=st.sampled_from(Rating))
def test_what_a_button_names_is_what_it_gives(history: list[tuple[Rating, int]], rating: Rating) -> None:
    at = [NOON + timedelta(hours=sum(hours for _, hours in history[:n])) for n in range(len(history) + 1)]
    before = scheduling.replay(None, [(when, rated) for when, (rated, _) in zip(at, history, strict=False)])
    assert scheduling.outlook(before, at[-1])[rating] == scheduling.review(before, rating, at[-1])


def test_what_was_forgotten_comes_back_tomorrow_and_what_was_easy_in_a_week() -> None:
    days = {rating: (scheduling.review(None, rating, NOON).due - NOON).days for rating in Rating}
    assert days == {Rating.AGAIN: 1, Rating.HARD: 1, Rating.GOOD: 2, Rating.EASY: 8}


def test_what_stays_known_comes_back_at_growing_distances() -> None:
    memory, gaps = None, []
    now = NOON
    for _ in range(5):
        memory = scheduling.review(memory, Rating.GOOD, now)
        gaps.append(memory.due - now)
        now = memory.due
    assert gaps == sorted(set(gaps))


def test_events_are_replayed_in_the_order_in_which_they_happened() -> None:
    events = [(NOON, Rating.AGAIN), (NOON + timedelta(days=3), Rating.GOOD)]
    assert scheduling.replay(None, events) == scheduling.replay(None, reversed(events))
    assert scheduling.replay(None, events).last_rating is Rating.GOOD


def test_nothing_that_ever_happened_is_no_memory() -> None:
    with pytest.raises(ValueError, match="Nothing"):
        scheduling.replay(None, [])


def test_a_moment_in_another_time_zone_is_the_same_moment() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    assert scheduling.review(None, Rating.GOOD, there).due == scheduling.review(None, Rating.GOOD, NOON).due
