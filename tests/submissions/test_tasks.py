"""Tasks: what the broker delivers reaches one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from accounts.models import User
from submissions import queues, services, tasks
from submissions.models import Submission


def test_the_grading_task_uses_the_processs_grader(
    ada: User, hand_in: Callable[..., Submission], fake_grader: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = hand_in(ada)
    monkeypatch.setattr(tasks, "shared", fake_grader)
    tasks.grade_submission(str(submission.pk))
    submission.refresh_from_db()
    assert submission.verdict == "passed"


def test_the_sweeping_task_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[bool] = []
    monkeypatch.setattr(services, "sweep", lambda: swept.append(True))
    tasks.sweep()
    assert swept == [True]


def test_names_given_to_the_broker_are_those_of_tasks() -> None:
    assert tasks.grade_submission.name == queues.GRADE_TASK
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} >= {tasks.sweep.name}


def test_a_grading_task_is_acknowledged_only_when_done() -> None:
    assert tasks.grade_submission.acks_late
