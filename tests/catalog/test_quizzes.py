"""A quiz's own keys: behaviour, feedback, and the pools it may draw from."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.entries import Behaviour, Feedback, ItemKind, Level, Pool, Quiz
from catalog.errors import Faults
from catalog.items import item_to_table
from catalog.quizzes import quiz_from, to_table
from catalog.tables import Table
from each_kind import EACH


def read(**keys: Any) -> tuple[Quiz, list[str]]:
    faults = Faults("", [])
    items = [item_to_table(EACH[ItemKind.SINGLE])]
    quiz = quiz_from("quiz", Table({"title": "Quiz", "summary": "All.", "item": items} | keys, faults))
    return quiz, [str(fault) for fault in faults.errors]


def test_feedback_comes_by_behaviour_unless_the_quiz_says_otherwise() -> None:
    assert Behaviour.PRACTICE.feedback is Feedback.IMMEDIATELY
    assert {behaviour.feedback for behaviour in Behaviour if behaviour is not Behaviour.PRACTICE} == {
        Feedback.AFTER_ATTEMPT
    }
    quiz, faults = read(behaviour="certainty", feedback="never")
    assert (quiz.feedback, faults) == (Feedback.NEVER, [])


def test_everything_comes_back_as_it_was_written() -> None:
    pools = [{"level": "beginner", "count": 5, "concepts": ["dropout"], "kinds": ["numeric", "single"]}]
    keys = {
        "behaviour": "exam",
        "feedback": "after_date",
        "feedback_after": "2026-12-24",
        "negative": True,
        "minutes": 9,
    }
    quiz, faults = read(**keys, pool=pools, item=[])
    assert faults == []
    assert quiz.pools == (Pool(Level.BEGINNER, 5, ("dropout",), (ItemKind.SINGLE, ItemKind.NUMERIC)),)
    assert quiz_from("quiz", Table(to_table(quiz), Faults("", []))) == quiz
    assert to_table(quiz) == {"title": "Quiz", "summary": "All."} | keys | {
        "pool": [{"level": "beginner", "count": 5, "concepts": ["dropout"], "kinds": ["single", "numeric"]}]
    }


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"behaviour": "exam"}, "minutes: is missing; an exam expects a time limit"),
        ({"behaviour": "exam", "minutes": 9, "feedback": "immediately"}, "feedback: is “immediately”; in an exam"),
        ({"feedback": "after_date"}, "feedback_after: is missing"),
        ({"feedback_after": "2026-12-24"}, "feedback_after: expected only beside feedback = “after_date”"),
        ({"feedback": "soon"}, "feedback: is “soon”; expected one of immediately, after_attempt, after_date, never"),
        ({"item": []}, "item: expected at least one [[item]], or [[pool]]"),
        ({"pool": [{"level": "beginner", "count": 1}]}, "pool: expected either items of its own or pools"),
        ({"item": [], "pool": [{"level": "beginner", "count": 0}]}, "pool[1].count: is 0"),
        ({"item": [], "pool": [{"count": 1}]}, "pool[1].level: is missing"),
        ({"item": [], "pool": [{"level": "beginner", "count": 1, "kinds": ["essay"]}]}, "pool[1].kinds: names “essay”"),
    ],
)
def test_a_fault_says_what_was_expected(keys: dict[str, Any], fault: str) -> None:
    _, faults = read(**keys)
    assert any(found.startswith(fault) for found in faults), faults
