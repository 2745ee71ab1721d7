"""Which wrong solution is claimed, and how few of them have to be run for it."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import Check
from grader.misconceptions import Behaviour
from grader.mistakes import Misconception
from grader.naming import Failure, Trials, explanations
from grader.subject import LearnerError


def a_check(name: str) -> Check:
    return Check(name, name, 1.0, hidden=False, rerun=True, function=lambda ctx: None)


def a_wrong(name: str, check: str) -> Misconception:
    return Misconception(name, f"{name} is a mistake.", check, "", source=name, code="")


class Bench:
    """Wrong solutions that answer what a table says: (name, check, second) → answer; absent means that they pass."""

    def __init__(self, answers: dict[tuple[str, str, bool], str]) -> None:
        self.answers = answers
        self.runs: list[tuple[str, str, bool]] = []

    def fails_so(self, check: Check, subject: Any, second: bool, wanted: Behaviour) -> bool:
        self.runs.append((subject, check.id, second))
        answer = self.answers.get(self.runs[-1])
        return Behaviour(answer is not None, [answer]).explains(wanted)

    def trials(self, deadline: float = float("inf")) -> Trials:
        return Trials(lambda wrong: wrong.name, self.fails_so, deadline)  # type: ignore[arg-type, return-value]


def everywhere(name: str, **answers: str) -> dict[tuple[str, str, bool], str]:
    return {(name, check, second): answer for check, answer in answers.items() for second in (False, True)}


def failures(**answers: str) -> list[Failure]:
    """Return failures of a candidate that answers so, on both seeds."""
    return [Failure(a_check(id_), Behaviour(True, [a]), Behaviour(True, [a])) for id_, a in answers.items()]


def named(known: list[Misconception], failed: list[Failure], bench: Bench, deadline: float = float("inf")) -> Any:
    return {check: wrong.name for check, wrong in explanations(known, failed, bench.trials(deadline)).items()}


KNOWN = [a_wrong("doubled", "gradient"), a_wrong("flipped", "gradient"), a_wrong("unscaled", "values")]


def test_a_mistake_is_named_wherever_it_alone_explains_what_came_out() -> None:
    bench = Bench(everywhere("doubled", gradient="2g", values="2v"))

    assert named(KNOWN, failures(gradient="2g", values="2v"), bench) == {"gradient": "doubled", "values": "doubled"}


def test_who_does_not_explain_the_check_it_is_about_is_not_claimed_elsewhere() -> None:
    bench = Bench(everywhere("doubled", gradient="2g", values="2v"))

    assert named(KNOWN, failures(gradient="3g", values="2v"), bench) == {}


def test_who_is_not_claimed_still_makes_a_tie() -> None:
    bench = Bench(everywhere("doubled", gradient="2g", values="v") | everywhere("unscaled", gradient="2g", values="u"))

    assert named(KNOWN, failures(gradient="2g", values="w"), bench) == {}


def test_who_is_claimed_for_one_check_is_named_at_another_that_someone_unclaimed_fits_too() -> None:
    bench = Bench(everywhere("doubled", gradient="2g", values="v") | everywhere("unscaled", values="v", gradient="g"))
    known = [a_wrong("doubled", "gradient"), a_wrong("unscaled", "masks")]

    assert named(known, failures(gradient="2g", values="v"), bench) == {"gradient": "doubled", "values": "doubled"}


def test_the_second_seed_must_agree_too() -> None:
    bench = Bench({("doubled", "gradient", False): "2g", ("doubled", "gradient", True): "other"})

    assert named(KNOWN, failures(gradient="2g"), bench) == {}


def test_each_is_tried_once_where_none_explains_anything() -> None:
    bench = Bench({})

    assert named(KNOWN, failures(gradient="g", values="v"), bench) == {}
    assert sorted(bench.runs) == [
        ("doubled", "gradient", False),
        ("flipped", "gradient", False),
        ("unscaled", "values", False),
    ]


def test_no_question_is_asked_twice() -> None:
    bench = Bench(everywhere("doubled", gradient="2g", values="2v"))

    named(KNOWN, failures(gradient="2g", values="2v"), bench)

    assert len(bench.runs) == len({*bench.runs})


def test_nothing_is_named_when_time_runs_out() -> None:
    bench = Bench(everywhere("doubled", gradient="2g"))

    assert named(KNOWN, failures(gradient="2g"), bench, deadline=0.0) == {}


def test_a_wrong_solution_that_does_not_load_explains_nothing() -> None:
    def load(wrong: Misconception) -> Any:
        raise LearnerError("SyntaxError", "", "")

    trials = Trials(load, pytest.fail, float("inf"))  # type: ignore[arg-type]

    assert explanations(KNOWN, failures(gradient="2g"), trials) == {}
