"""The life of a practice: draft, answer, marks, score."""

from __future__ import annotations

import pytest

from accounts.models import User
from content.models import Question
from interviews import services
from interviews.models import Practice, State
from interviews.services import MAX_ANSWER, PracticeError, StageError


def test_a_draft_is_kept_and_replaced(ada: User, question: Question) -> None:
    services.save_draft(learner=ada, question=question, answer="It drops")
    services.save_draft(learner=ada, question=question, answer="It drops units")
    practice = Practice.objects.get()
    assert (practice.answer, practice.state, practice.rubric) == ("It drops units", State.ANSWERING, [])


def test_handing_in_freezes_the_rubric_and_suggests_ticks(ada: User, question: Question) -> None:
    practice = services.hand_in(learner=ada, question=question, answer="Used in training, we scale the rest.")
    assert practice.state == State.MARKING
    assert practice.points == [True, True, False]
    question.rubric = []
    question.save()
    assert len(services.settle(learner=ada, question=question, ticked=[0, 1, 2]).points) == 3


def test_the_learner_decides_and_not_the_suggestion(ada: User, question: Question) -> None:
    services.hand_in(learner=ada, question=question, answer="We scale in training.")
    practice = services.settle(learner=ada, question=question, ticked=[2])
    assert practice.points == [False, False, True]


@pytest.mark.parametrize(("ticked", "score"), [([0, 1, 2], 1.0), ([0, 1], 2 / 3), ([1, 2], 0.5), ([], 0.0), ([9], 0.0)])
def test_the_score_follows_the_rubric(ada: User, question: Question, ticked: list[int], score: float) -> None:
    services.hand_in(learner=ada, question=question, answer="…")
    practice = services.settle(learner=ada, question=question, ticked=ticked)
    assert practice.score == score
    assert (practice.state, practice.finished_at is not None) == (State.DONE, True)


@pytest.mark.parametrize("answer", ["", "  \n"])
def test_an_answer_needs_words(ada: User, question: Question, answer: str) -> None:
    with pytest.raises(PracticeError, match="Write an answer first"):
        services.hand_in(learner=ada, question=question, answer=answer)
    assert not Practice.objects.exists()


def test_not_knowing_needs_no_words_and_ticks_nothing(ada: User, question: Question) -> None:
    practice = services.hand_in(learner=ada, question=question, answer="scale in training?", gave_up=True)
    assert (practice.state, practice.points, practice.gave_up) == (State.MARKING, [False, False, False], True)


def test_an_endless_answer_is_refused(ada: User, question: Question) -> None:
    with pytest.raises(PracticeError, match="20,000 characters"):
        services.save_draft(learner=ada, question=question, answer="x" * (MAX_ANSWER + 1))


def test_an_answer_handed_in_is_not_rewritten(ada: User, question: Question) -> None:
    services.hand_in(learner=ada, question=question, answer="First")
    for step in (services.save_draft, services.hand_in):
        with pytest.raises(StageError):
            step(learner=ada, question=question, answer="Second")
    assert Practice.objects.get().answer == "First"


def test_marks_need_an_answer(ada: User, question: Question) -> None:
    with pytest.raises(StageError):
        services.settle(learner=ada, question=question, ticked=[0, 1, 2])
    services.save_draft(learner=ada, question=question, answer="Not yet")
    with pytest.raises(StageError):
        services.settle(learner=ada, question=question, ticked=[0, 1, 2])


def test_marking_twice_is_marking_once(ada: User, question: Question) -> None:
    services.hand_in(learner=ada, question=question, answer="…")
    services.settle(learner=ada, question=question, ticked=[0])
    with pytest.raises(StageError):
        services.settle(learner=ada, question=question, ticked=[0, 1, 2])
    assert Practice.objects.count() == 1


def test_each_round_is_kept(ada: User, ben: User, question: Question) -> None:
    for learner in (ada, ada, ben):
        services.hand_in(learner=learner, question=question, answer="…")
        services.settle(learner=learner, question=question, ticked=[0])
    assert Practice.objects.filter(learner=ada).count() == 2
