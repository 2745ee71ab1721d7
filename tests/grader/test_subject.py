"""An answer that is none ends the conversation; an answer is kept as evidence, within bounds."""

from __future__ import annotations

import socket
from typing import Any

import pytest
import torch

from grader.subject import CandidateGone, LearnerError, Remote, Subject, over_socket
from sandbox.frames import Frame
from sandbox.wire import Handle, decode, encode


class Answers:
    """Plays a candidate: replies what `make(number)` says."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: Frame) -> Frame:
        self.asked.append(decode(request))
        made = self._make(self.asked[-1]["id"])
        return made if isinstance(made, Frame) else encode(made)


def reply(number: int, value: object = None, **more: Any) -> dict[str, Any]:
    return {"id": number, "value": value, "forbidden": [], **more}


def error(number: int, **parts: Any) -> dict[str, Any]:
    return {
        "id": number,
        "error": {"kind": "E", "bases": ["Exception"], "message": "m", "traceback": "t", **parts},
        "forbidden": [],
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda n: None,
        lambda n: [n],
        lambda n: {"id": n, "forbidden": []},
        lambda n: {"value": 1, "forbidden": []},
        lambda n: {"id": n, "value": 1},
        lambda n: reply(n + 1),
        lambda n: reply(n) | {"id": float(n)},
        lambda n: reply(n) | {"id": True},
        lambda n: reply(n) | {"id": torch.zeros(2)},
        lambda n: reply(n) | {"forbidden": "text"},
        lambda n: reply(n) | {"forbidden": [torch.zeros(2)]},
        lambda n: {"id": n, "error": None, "forbidden": []},
        lambda n: error(n, kind=torch.zeros(2)),
        lambda n: error(n, traceback=None),
        lambda n: error(n, bases=None),
        lambda n: error(n, bases=[torch.zeros(2)]),
        lambda n: Frame(["x"]),
        lambda n: Frame({"a": 1}),
    ],
)
def test_what_is_no_answer_ends_the_conversation(make: Any) -> None:
    with pytest.raises(CandidateGone):
        Subject(Answers(make)).load()


def test_numbers_can_not_be_foreseen() -> None:
    answers = Answers(reply)
    subject = Subject(answers)
    for _ in range(3):
        subject.f()

    assert len({asked["id"] for asked in answers.asked}) == 3


def test_a_socket_that_closes_or_babbles_is_a_candidate_that_is_gone() -> None:
    for said in (b"", b"\0" * 64):
        ours, theirs = socket.socketpair()
        theirs.sendall(said)
        theirs.close()
        with ours, pytest.raises(CandidateGone):
            over_socket(ours).load()


def test_claimed_texts_are_cut() -> None:
    subject = Subject(
        Answers(lambda n: error(n, kind="k" * 9999, message="m" * 9999) | {"forbidden": ["f" * 9999] * 99})
    )

    with pytest.raises(LearnerError) as caught:
        subject.f()

    assert len(caught.value.kind) == len(caught.value.message) == 4000
    assert [len(name) for name in subject.forbidden] == [4000] * 10


def test_answers_are_evidence_until_the_next_check() -> None:
    subject = Subject(Answers(lambda n: reply(n, 5)))
    subject.begin(1)
    subject.f()

    assert subject.evidence == [{"value": 5}]
    subject.begin(2)
    assert subject.evidence == []


def test_large_answers_are_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.subject._MAX_EVIDENCE_BYTES", 100)
    subject = Subject(Answers(lambda n: reply(n, torch.zeros(20))))
    subject.begin(1)
    subject.f()
    subject.f()

    assert list(subject.evidence[0]) == ["value"]
    assert type(subject.evidence[1]) is object


def test_two_subjects_that_do_the_same_are_seeded_alike() -> None:
    seeds = []
    for seed in (1, 1, 2):
        answers = Answers(reply)
        subject = Subject(answers)
        subject.begin(seed)
        subject.f()
        subject.g()
        seeds.append([asked["seed"] for asked in answers.asked])

    assert seeds[0] == seeds[1] != seeds[2]
    assert seeds[0][0] != seeds[0][1]


def test_objects_are_called_where_they_live() -> None:
    answers = Answers(lambda n: Frame(["d", [["id", n], ["value", ["h", 3, "Net"]], ["forbidden", ["l", []]]]]))
    net = Subject(answers).make()

    assert isinstance(net, Remote)
    net.train(False)
    assert (answers.asked[1]["on"], answers.asked[1]["name"]) == (Handle(3, ""), "train")


def test_a_check_can_not_send_what_is_no_data() -> None:
    with pytest.raises(Exception, match="may not send a object"):
        Subject(Answers(reply)).f(object())


@pytest.mark.parametrize("name", ["__len__", "__bool__", "__iter__"])
def test_special_methods_are_not_asked_of_the_candidate(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(Remote(Subject(Answers(reply)), Handle(1, "")), name)
