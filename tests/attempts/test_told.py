"""What a learner has been told about their answers."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from accounts.models import User
from attempts import services
from attempts.models import Attempt, Response
from attempts.selectors import quizzes_with_last
from attempts.sheets import is_told
from attempts.told import told_marks
from content.models import Quiz
from content.models.quizzes import Behaviour, Feedback


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize("feedback", ["", *Feedback.values])
def test_marks_count_exactly_where_the_sheet_shows_them(
    ada: User, quiz: Quiz, feedback: str, is_finished: bool
) -> None:
    for behaviour, days in product(Behaviour.values, (-1, 0, 1) if feedback == Feedback.AFTER_DATE else (0,)):
        due = timezone.localdate() + timedelta(days=days)
        Quiz.objects.filter(pk=quiz.pk).update(behaviour=behaviour, feedback=feedback, feedback_after=due)
        attempt = services.start(learner=ada, quiz=Quiz.objects.get())
        attempt.responses.filter(position=1).update(mark=1.0, latest_mark=1.0)
        if is_finished:
            services.finish(attempt=attempt)
        attempt = Attempt.objects.select_related("quiz").get()
        shown = {response.item_id for response in attempt.responses.all() if is_told(attempt, response)}
        assert set(told_marks(ada)) == shown, (behaviour, days)
        attempt.delete()


def test_the_latest_attempt_at_an_item_counts_and_only_ones_own(ada: User, ben: User, quiz: Quiz) -> None:
    now = timezone.now()
    for days, mark in ((3, 2.0), (1, 1.0)):
        attempt = services.start(learner=ada, quiz=quiz)
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=now - timedelta(days=days), state="finished", score=mark
        )
        Response.objects.filter(attempt=attempt, position=2).update(mark=mark)
    assert list(told_marks(ada).values()) == [0.5]
    assert told_marks(ben) == {}


def test_an_item_that_is_worth_less_today_is_never_more_than_known(ada: User, quiz: Quiz) -> None:
    attempt = services.start(learner=ada, quiz=quiz)
    Response.objects.filter(attempt=attempt, position=2).update(mark=2.0)
    Attempt.objects.update(state="finished", score=2)
    quiz.items.update(points=1)
    assert list(told_marks(ada).values()) == [1.0]


def test_the_last_result_stands_beside_the_best(ada: User, ben: User, quiz: Quiz) -> None:
    now = timezone.now()
    for hours, score in ((3, 4.0), (2, 1.0)):
        services.start(learner=ada, quiz=quiz)
        Attempt.objects.filter(state="in_progress").update(
            state="finished", score=score, finished_at=now - timedelta(hours=hours)
        )
    row = quizzes_with_last(ada).get()
    assert (row.best, row.last) == (100, 25)  # type: ignore[attr-defined]
    assert quizzes_with_last(ben).get().last is None  # type: ignore[attr-defined]
