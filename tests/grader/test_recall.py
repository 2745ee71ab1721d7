"""The reference answers from memory what it was asked before, and is never the worse for it."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.recall import Recalled
from grader.server import Server
from grader.subject import LearnerError
from sandbox.frames import Frame

SOURCE = """
import torch

class Counter:
    def __init__(self, start):
        self.total = start

    def add(self, x):
        self.total = self.total + x
        return self.total

def noise(x):
    return x + torch.rand(x.shape)

def refuse():
    raise ValueError("no")
"""


class Counted(Server):
    """A server that counts what reaches it."""

    asked = 0

    def answer(self, request: Frame) -> Frame:
        self.asked += 1
        return super().answer(request)


def made() -> tuple[Recalled, Counted]:
    server = Counted(SOURCE, filename="reference.py", fixtures=None)
    subject = Recalled(server)
    subject.load()
    server.asked = 0
    return subject, server


def totals(subject: Any, seed: int, start: float, *added: float) -> list[torch.Tensor]:
    subject.begin(seed)
    counter = subject.Counter(torch.tensor(start))
    return [counter.add(torch.tensor(value)) for value in added]


def test_what_was_asked_before_is_answered_from_memory() -> None:
    subject, server = made()
    first = totals(subject, 1, 0.0, 1.0, 2.0)
    asked = server.asked

    again = totals(subject, 1, 0.0, 1.0, 2.0)

    assert again == first == [torch.tensor(1.0), torch.tensor(3.0)]
    assert server.asked == asked == 3


def test_at_the_first_new_request_its_objects_are_as_if_all_had_been_asked_again() -> None:
    subject, server = made()
    totals(subject, 1, 0.0, 1.0, 2.0)

    assert totals(subject, 1, 0.0, 1.0, 5.0, 1.0) == [torch.tensor(1.0), torch.tensor(6.0), torch.tensor(7.0)]
    assert server.asked == 3 + 4
    assert totals(subject, 1, 9.0, 1.0) == [torch.tensor(10.0)]
    assert totals(subject, 1, 0.0, 1.0, 2.0) == [torch.tensor(1.0), torch.tensor(3.0)]


def test_another_seed_is_another_question() -> None:
    subject, _ = made()
    zeros = torch.zeros(3)
    answers = []
    for seed in (1, 2, 1):
        subject.begin(seed)
        answers.append(subject.noise(zeros))

    assert torch.equal(answers[0], answers[2])
    assert not torch.equal(answers[0], answers[1])


def test_a_tensor_changed_after_its_request_is_remembered_as_it_was() -> None:
    subject, _ = made()
    subject.begin(1)
    counter, x = subject.Counter(torch.tensor(0.0)), torch.ones(1)
    answer = counter.add(x)
    x.fill_(7.0)
    answer.fill_(8.0)
    subject.begin(1)
    counter = subject.Counter(torch.tensor(0.0))

    assert counter.add(torch.ones(1)) == 1.0
    assert counter.add(torch.ones(1)) == 2.0


def test_an_error_is_remembered_too() -> None:
    subject, server = made()
    for _ in range(2):
        subject.begin(1)
        with pytest.raises(LearnerError, match="ValueError: no"):
            subject.refuse()
        assert len(subject.raised) == 1
    assert server.asked == 1
