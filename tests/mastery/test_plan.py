"""The next best twenty minutes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from content.models import Lab, Lesson, Quiz
from mastery import plan as plans
from mastery import selectors
from mastery.plan import MINUTES, MOST_REVIEW, Plan, plan
from mastery.review.selectors import Due
from mastery.steps import Step

from .conftest import Site, Submit

NOTHING = Due(items=0, questions=0, labs=0, lab_minutes=0, next_at=None, total=0)


def due(*, items: int = 0, questions: int = 0, lab_minutes: int = 0) -> Due:
    labs = int(lab_minutes > 0)
    return Due(items, questions, labs, lab_minutes, next_at=None, total=items + questions + labs)


def rows(made: Plan) -> list[tuple[str, int]]:
    return [(line.step.kind, line.minutes) for line in made.lines]


def planned(learner: User, waiting: Due = NOTHING) -> Plan:
    return plan(selectors.progress(learner), waiting)


def test_reviews_come_first_and_leave_half_of_the_time_for_something_new(site: Site, ada: User) -> None:
    assert rows(planned(ada, due(items=4)))[0] == ("Review", 4)
    assert rows(planned(ada, due(items=40)))[0] == ("Review", MOST_REVIEW)


def test_reviews_take_all_the_time_when_there_is_nothing_else(ada: User) -> None:
    assert rows(planned(ada, due(items=40))) == [("Review", MINUTES)]
    assert rows(planned(ada, due(lab_minutes=45))) == [("Review", MINUTES)]
    assert rows(planned(ada)) == []


def test_what_does_not_fit_is_begun(site: Site, ada: User) -> None:
    Lab.objects.update(minutes=45)
    Lesson.objects.update(body="x" * 7200)  # 6 minutes
    made = planned(ada)
    assert rows(made) == [("Lesson", 6), ("Quiz", 1), ("Lab", 13)]
    assert [line.is_part for line in made.lines] == [False, False, True]


def test_a_timed_quiz_that_does_not_fit_is_left_out(site: Site, ada: User) -> None:
    Quiz.objects.update(minutes=45)
    assert "Quiz" not in dict(rows(planned(ada)))


def test_what_is_open_comes_before_what_is_new_and_the_rest_of_it_is_listed(
    site: Site, submit: Submit, ada: User
) -> None:
    Lab.objects.update(minutes=30)
    submit(ada, site.lab)
    submit(ada, site.other_lab)
    made = planned(ada)
    assert [line.step.title for line in made.lines] == ["Other"]
    assert [step.title for step in made.opened] == ["Lab"]


steps = st.builds(
    Step, kind=st.just("Lab"), title=st.text(), why=st.just(""), action=st.just(""), url=st.text(),
    minutes=st.integers(1, 90), can_pause=st.booleans(),
)  # fmt: skip


@given(found=st.lists(steps, max_size=8), left=st.integers(0, MINUTES))
def test_the_minutes_add_up_to_no_more_than_there_are(found: list[Step], left: int) -> None:
    lines = plans._fill(found, left)
    total = sum(line.minutes for line in lines)
    assert total <= left
    assert all(0 < line.minutes <= line.step.minutes for line in lines)
    if any(step.can_pause and step.minutes >= MINUTES for step in found):
        assert left - total < plans.WORTH_BEGINNING
