"""The life of an attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from attempts import checking, services
from attempts.errors import ClosedError, ConflictError, EmptyQuizError
from attempts.models import Attempt, Response, State, TimeExtension
from attempts.services import Draft
from content.models import Quiz
from scoring.numbers import AnswerError

Places = Callable[..., dict[str, object]]


def save(attempt: Attempt, position: int, answer: object, revision: int = 0) -> services.Saved:
    return services.save_answers(attempt=attempt, drafts={position: Draft(answer, revision)})


def stored(attempt: Attempt, position: int) -> Response:
    return attempt.responses.get(position=position)


def make_late(attempt: Attempt, **late: float) -> None:
    attempt.due_at = timezone.now() - timedelta(**late)
    attempt.save(update_fields=["due_at"])


def test_starting_twice_resumes_the_open_attempt(ada: User, quiz: Quiz) -> None:
    assert services.start(learner=ada, quiz=quiz) == services.start(learner=ada, quiz=quiz)


def test_learners_have_attempts_of_their_own(ada: User, ben: User, quiz: Quiz) -> None:
    assert services.start(learner=ada, quiz=quiz) != services.start(learner=ben, quiz=quiz)


def test_a_finished_attempt_is_followed_by_a_new_one(ada: User, quiz: Quiz, attempt: Attempt) -> None:
    services.finish(attempt=attempt)
    assert services.start(learner=ada, quiz=quiz) != attempt


def test_a_start_that_loses_the_race_resumes_the_winner(
    ada: User, quiz: Quiz, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda _: None)
    assert services.start(learner=ada, quiz=quiz) == attempt


def test_an_empty_quiz_cannot_be_started(ada: User, db: None) -> None:
    quiz = Quiz.objects.create(slug="empty", title="Empty", summary="", is_published=True)
    with pytest.raises(EmptyQuizError):
        services.start(learner=ada, quiz=quiz)


def test_a_timed_quiz_is_due_by_the_servers_clock(ada: User, quiz: Quiz) -> None:
    quiz.minutes = 20
    quiz.save()
    attempt = services.start(learner=ada, quiz=quiz)
    assert attempt.due_at == attempt.started_at + timedelta(minutes=20)


def test_an_attempt_keeps_the_items_it_started_with(attempt: Attempt, quiz: Quiz, places: Places) -> None:
    right = places(attempt, 1, "right")
    quiz.items.update(choices=[{"text": "rewritten", "correct": True, "feedback": ""}], points=50)
    save(attempt, 1, right)
    assert services.finish(attempt=attempt).score == 1.0


def test_a_retired_item_is_not_asked(ada: User, quiz: Quiz) -> None:
    quiz.items.filter(position=2).update(is_retired=True)
    assert [item["slug"] for item in services.start(learner=ada, quiz=quiz).items] == ["item-1", "item-3"]


def test_saving_keeps_the_answer_and_raises_the_revision(attempt: Attempt) -> None:
    save(attempt, 3, {"text": " 0,12 "})
    response = stored(attempt, 3)
    assert (response.answer, response.revision, response.mark) == ({"text": "0,12"}, 1, None)
    assert response.saved_at is not None


def test_an_answer_can_be_taken_back(attempt: Attempt, places: Places) -> None:
    save(attempt, 2, places(attempt, 2, "yes"))
    save(attempt, 2, {"choices": []}, revision=1)
    assert stored(attempt, 2).answer is None


def test_an_older_tab_does_not_overwrite_in_silence(attempt: Attempt) -> None:
    save(attempt, 3, {"text": "1"})
    problem = save(attempt, 3, {"text": "2"}).problems[3]
    assert isinstance(problem, ConflictError)
    assert (problem.answer, problem.revision) == ({"text": "1"}, 1)
    assert stored(attempt, 3).answer == {"text": "1"}


def test_a_retry_of_a_save_that_arrived_is_no_conflict(attempt: Attempt) -> None:
    save(attempt, 3, {"text": "1"})
    assert not save(attempt, 3, {"text": "1"}).problems
    assert stored(attempt, 3).revision == 1


def test_a_problem_with_one_answer_does_not_stop_the_others(attempt: Attempt, places: Places) -> None:
    drafts = {1: Draft(places(attempt, 1, "wrong"), 0), 3: Draft({"text": "a lot"}, 0)}
    saved = services.save_answers(attempt=attempt, drafts=drafts)
    assert isinstance(saved.problems[3], AnswerError)
    assert stored(attempt, 1).answer == places(attempt, 1, "wrong")
    assert stored(attempt, 3).answer is None


def test_finishing_marks_everything(attempt: Attempt, places: Places) -> None:
    save(attempt, 1, places(attempt, 1, "right"))
    save(attempt, 2, places(attempt, 2, "yes"))
    finished = services.finish(attempt=attempt)
    assert (finished.state, finished.score, finished.max_score, finished.percent) == (State.FINISHED, 2.0, 4.0, 50)
    assert [response.mark for response in finished.responses.all()] == [1.0, 1.0, 0.0]


def test_finishing_twice_is_finishing_once(attempt: Attempt) -> None:
    first = services.finish(attempt=attempt)
    second = services.finish(attempt=attempt)
    assert first.finished_at == second.finished_at


def test_a_finished_attempt_takes_no_more_answers(attempt: Attempt, places: Places) -> None:
    services.finish(attempt=attempt)
    with pytest.raises(ClosedError, match="finished"):
        save(attempt, 1, places(attempt, 1, "right"))


def test_an_answer_within_the_grace_counts(attempt: Attempt, places: Places) -> None:
    make_late(attempt, seconds=2)
    save(attempt, 1, places(attempt, 1, "right"))
    assert services.finish(attempt=attempt).score == 1.0


def test_a_late_answer_is_refused_and_finishes_the_attempt(attempt: Attempt, places: Places) -> None:
    save(attempt, 1, places(attempt, 1, "right"))
    make_late(attempt, seconds=6)
    with pytest.raises(ClosedError, match="time for this quiz is up"):
        save(attempt, 2, places(attempt, 2, "yes"))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.finished_at) == (State.FINISHED, 1.0, attempt.due_at)


def test_an_overdue_attempt_is_finished_before_the_next_starts(ada: User, quiz: Quiz, attempt: Attempt) -> None:
    make_late(attempt, minutes=1)
    assert services.start(learner=ada, quiz=quiz) != attempt
    attempt.refresh_from_db()
    assert attempt.is_finished


@pytest.fixture
def practice(ada: User, quiz: Quiz) -> Attempt:
    quiz.behaviour = "practice"
    quiz.save()
    return services.start(learner=ada, quiz=quiz)


def test_checking_marks_one_answer_for_good(practice: Attempt, places: Places) -> None:
    save(practice, 1, places(practice, 1, "wrong"))
    checking.check(attempt=practice, position=1)
    assert [response.mark for response in practice.responses.all()] == [0.0, None, None]
    problem = save(practice, 1, places(practice, 1, "right"), revision=1).problems[1]
    assert isinstance(problem, ClosedError)
    assert services.finish(attempt=practice).score is None


def test_an_unanswered_question_is_not_given_away_by_a_check(practice: Attempt) -> None:
    checking.check(attempt=practice, position=1)
    assert stored(practice, 1).mark is None


def test_a_deferred_attempt_checks_nothing(attempt: Attempt, places: Places) -> None:
    save(attempt, 1, places(attempt, 1, "right"))
    with pytest.raises(ClosedError, match="when it is finished"):
        checking.check(attempt=attempt, position=1)


def test_the_behaviour_is_the_one_the_attempt_started_with(attempt: Attempt, quiz: Quiz) -> None:
    quiz.behaviour = "practice"
    quiz.save()
    with pytest.raises(ClosedError):
        checking.check(attempt=attempt, position=1)


def test_items_are_asked_in_the_authors_order(ada: User, quiz: Quiz) -> None:
    quiz.items.filter(slug="item-1").update(position=9)
    attempt = services.start(learner=ada, quiz=quiz)
    assert [item["slug"] for item in attempt.items] == ["item-2", "item-3", "item-1"]
    assert list(attempt.responses.values_list("position", "item__slug")) == [
        (1, "item-2"),
        (2, "item-3"),
        (3, "item-1"),
    ]


# --- Flags -----------------------------------------------------------------------------------------------------------


def test_a_flag_is_kept_and_is_no_answer(attempt: Attempt) -> None:
    services.flag(attempt=attempt, position=2, is_flagged=True)
    assert [response.is_flagged for response in attempt.responses.all()] == [False, True, False]
    assert stored(attempt, 2).revision == 0
    services.flag(attempt=attempt, position=2, is_flagged=False)
    assert not stored(attempt, 2).is_flagged


def test_a_finished_attempt_takes_no_flags(attempt: Attempt) -> None:
    services.finish(attempt=attempt)
    with pytest.raises(ClosedError, match="finished"):
        services.flag(attempt=attempt, position=2, is_flagged=True)


# --- More time for some ----------------------------------------------------------------------------------------------


@pytest.fixture
def timed(quiz: Quiz) -> Quiz:
    quiz.minutes = 20
    quiz.save()
    return quiz


def minutes_of(attempt: Attempt) -> float:
    assert attempt.due_at is not None
    return (attempt.due_at - attempt.started_at) / timedelta(minutes=1)


def test_an_extension_for_all_quizzes_lengthens_the_time(ada: User, ben: User, timed: Quiz) -> None:
    TimeExtension.objects.create(learner=ada, percent=25)
    assert minutes_of(services.start(learner=ada, quiz=timed)) == 25
    assert minutes_of(services.start(learner=ben, quiz=timed)) == 20


def test_an_extension_for_one_quiz_replaces_that_for_all(ada: User, timed: Quiz) -> None:
    other = Quiz.objects.create(slug="other", title="Other", summary="", minutes=20)
    TimeExtension.objects.create(learner=ada, percent=100)
    TimeExtension.objects.create(learner=ada, quiz=other, percent=100, minutes=30)
    TimeExtension.objects.create(learner=ada, quiz=timed, minutes=7)
    assert minutes_of(services.start(learner=ada, quiz=timed)) == 27


def test_an_untimed_quiz_stays_untimed(ada: User, quiz: Quiz) -> None:
    TimeExtension.objects.create(learner=ada, percent=25)
    assert services.start(learner=ada, quiz=quiz).due_at is None


def test_an_open_attempt_gets_the_time_at_once_and_loses_it_with_the_extension(ada: User, timed: Quiz) -> None:
    attempt = services.start(learner=ada, quiz=timed)
    extension = TimeExtension.objects.create(learner=ada, minutes=5)
    services.extend_open_attempts(learner=ada)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 25
    extension.delete()
    services.extend_open_attempts(learner=ada)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 20


def test_a_finished_attempt_is_not_extended(ada: User, timed: Quiz) -> None:
    attempt = services.finish(attempt=services.start(learner=ada, quiz=timed))
    TimeExtension.objects.create(learner=ada, minutes=5)
    services.extend_open_attempts(learner=ada)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 20


def test_a_learner_has_one_extension_for_all_quizzes(ada: User) -> None:
    TimeExtension.objects.create(learner=ada, percent=25)
    with pytest.raises(IntegrityError):
        TimeExtension.objects.create(learner=ada, percent=50)
