"""A worker's start: it warms what it needs, and refuses to grade where it can't confine."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from celery.exceptions import WorkerShutdown

from config import worker
from config.health import heartbeat
from grader.service import NoConfinement


class FakeGrader:
    def __init__(self, refusal: Exception | None = None) -> None:
        self.calls: list[str] = []
        self._refusal = refusal

    def start(self) -> None:
        self.calls.append("start")
        if self._refusal:
            raise self._refusal

    def close(self) -> None:
        self.calls.append("close")


@pytest.fixture
def beaten(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Tell when a heartbeat was started, instead of starting one."""
    started = threading.Event()
    monkeypatch.setattr(heartbeat, "keep_beating", lambda queues, stopping: started.set())
    return started


def consumer(*queues: str) -> SimpleNamespace:
    return SimpleNamespace(
        app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from=dict.fromkeys(queues))))
    )


def test_a_worker_of_labs_warms_its_grader(monkeypatch: pytest.MonkeyPatch, beaten: threading.Event) -> None:
    grader = FakeGrader()
    monkeypatch.setattr(worker, "shared", lambda: grader)
    worker.on_ready(sender=consumer("labs.cpu", "default"))
    assert grader.calls == ["start"]
    assert beaten.wait(5)


def test_a_worker_of_other_queues_starts_none(monkeypatch: pytest.MonkeyPatch, beaten: threading.Event) -> None:
    grader = FakeGrader()
    monkeypatch.setattr(worker, "shared", lambda: grader)
    worker.on_ready(sender=consumer("default"))
    assert grader.calls == []
    assert beaten.wait(5)


def test_a_worker_that_cannot_confine_stops(monkeypatch: pytest.MonkeyPatch, beaten: threading.Event) -> None:
    monkeypatch.setattr(worker, "shared", lambda: FakeGrader(NoConfinement("no namespaces")))
    with pytest.raises(WorkerShutdown):
        worker.on_ready(sender=consumer("labs.cpu"))
    assert not beaten.is_set()


def test_a_worker_puts_its_grader_away(monkeypatch: pytest.MonkeyPatch) -> None:
    grader = FakeGrader()
    monkeypatch.setattr(worker, "shared", lambda: grader)
    worker.on_shutdown()
    assert grader.calls == ["close"]
