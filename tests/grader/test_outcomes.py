"""What a learner is told of their code's errors and answers."""

from __future__ import annotations

import pytest

from grader.outcomes import error_told, value_told
from grader.server import Server
from grader.subject import LearnerError, in_process


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (LearnerError("RuntimeError", "no grad, in-place.", ""), "Your code raised `RuntimeError: no grad, in-place`."),
        (LearnerError("KeyError", "", "at line 3"), "Your code raised `KeyError`."),
        (LearnerError("NotImplementedError", "", ""), "Not written yet."),
        (
            LearnerError("AttributeError", "f is not defined", ""),
            "`f` is not defined in your code; the starter has its signature.",
        ),
    ],
)
def test_an_error_is_told_with_one_full_stop(error: LearnerError, told: str) -> None:
    assert error_told(error) == told


@pytest.mark.parametrize(("source", "told"), [("7", "an int"), ("[7]", "a list"), ("None", "None")])
def test_an_answer_is_told_by_its_kind(source: str, told: str) -> None:
    subject = in_process(Server(f"def f():\n    return {source}\n", filename="solution.py", fixtures=None))
    subject.load()
    subject.f()

    assert value_told(subject) == told
