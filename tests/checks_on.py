"""Contexts over two source texts, both in this process."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import CheckFailed, Context
from grader.server import Server
from grader.subject import Subject, in_process


def subject(source: str, forbidden: tuple[str, ...] = ()) -> Subject:
    """Return the loaded subject, at the start of a check."""
    made = in_process(Server(source, filename="solution.py", fixtures=None, forbidden=forbidden))
    made.load()
    made.begin(1)
    return made


def context(candidate: str = "", reference: str = "def f(x):\n    return x\n", seed: int = 3) -> Context:
    """Return what a check of `candidate` against `reference` is given."""
    return Context(subject(candidate), subject(reference), seed, lambda *_: None, lambda _: None)


def failure(call: Any, *args: Any, **kwargs: Any) -> CheckFailed:
    """Return the failure that the judgement ends with."""
    with pytest.raises(CheckFailed) as caught:
        call(*args, **kwargs)
    return caught.value


def message(call: Any, *args: Any, **kwargs: Any) -> str:
    """Return what the learner reads about the judgement."""
    return str(failure(call, *args, **kwargs))
