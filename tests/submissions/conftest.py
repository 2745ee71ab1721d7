"""A published lab, a grader that obeys, and a broker that only takes notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from catalog import entries
from content.models import Lab
from content.services.labs import freeze
from grader.report import Report
from grader.verdicts import Verdict
from submissions import queues, services
from submissions.models import Submission

PASSED = Report(
    lab="double",
    lab_version="0" * 16,
    verdict=Verdict.PASSED,
    points=10.0,
    max_points=10.0,
    device="cpu",
    seed=7,
    wall_ms=12.0,
    cpu_ms=8.0,
    max_rss_bytes=1 << 20,
)


def make_report(verdict: Verdict = Verdict.PASSED, **changes: Any) -> Report:
    points = 10.0 if verdict is Verdict.PASSED else 0.0
    return replace(PASSED, **{"verdict": verdict, "points": points, **changes})


@dataclass
class FakeGrader:
    """Answers with `answer`, or raises it; `during` is called with the callbacks while the grade runs."""

    answer: Report | Exception = PASSED
    during: Callable[[Any, Any], None] = lambda on_event, cancelled: None
    graded: list[tuple[entries.Lab, str, str]] = field(default_factory=list)
    visible_only: list[bool] = field(default_factory=list)

    def grade(
        self,
        lab: entries.Lab,
        source: str,
        *,
        device: str = "cpu",
        trace: bool = False,
        visible_only: bool = False,
        on_event: Any = None,
        cancelled: Any = None,
    ) -> Report:
        self.graded.append((lab, source, device))
        self.visible_only.append(visible_only)
        self.during(on_event, cancelled)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture(autouse=True)
def rings(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Collect the submissions that the broker was told about, instead of telling one."""
    rung: list[UUID] = []

    def note(submission_id: UUID, device: str) -> bool:
        rung.append(submission_id)
        return True

    monkeypatch.setattr(queues, "ring", note)
    monkeypatch.setattr(queues, "length", lambda device: 0)
    return rung


def new_lab(slug: str = "double", **changes: Any) -> Lab:
    lab = Lab.objects.create(
        slug=slug,
        title=changes.pop("title", "Double a tensor"),
        summary="Multiply by two.",
        statement="Write `double`.",
        starter="def double(x):\n    raise NotImplementedError\n",
        reference="def double(x):\n    return 2 * x  # the secret reference\n",
        checks="# the secret checks\n",
        explanation="Twice *everything*.",
        entry_points=[{"name": "double", "signature": "double(x)"}],
        hints=[{"kind": "nudge", "text": "Think of *two*."}, {"kind": "formula", "text": "`2 * x`"}],
        **changes,
    )
    lab.files.create(path="wrong/forgot_two.py", content=b'"""The secret mistake.\n"""\n')
    freeze(lab=lab, is_shipped=True)
    lab.is_published = True
    lab.save()
    return lab


@pytest.fixture
def lab(db: None) -> Lab:
    return new_lab()


@pytest.fixture
def make_lab(db: None) -> Callable[..., Lab]:
    return new_lab


@pytest.fixture
def hand_in(lab: Lab) -> Callable[..., Submission]:
    """Hand in a source of its own for a learner, so that none is answered from an earlier one."""
    count = 0

    def hand_in(learner: User, source: str = "", to: Lab = lab) -> Submission:
        nonlocal count
        count += 1
        return services.hand_in(learner=learner, lab=to, source=source or f"x = {count}\n")

    return hand_in


@pytest.fixture
def report() -> Callable[..., Report]:
    """Make the report of a verdict."""
    return make_report


@pytest.fixture
def fake_grader() -> type[FakeGrader]:
    return FakeGrader
