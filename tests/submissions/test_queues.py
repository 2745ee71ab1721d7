"""Ringing the broker: by the right queue, and without hanging when it is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from submissions import queues

RING, LENGTH = queues.ring, queues.length  # before the note-taking fixture replaces them


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """Put a Celery application with a broker in memory in the place of ours."""
    app = Celery("memory", broker="memory://", set_as_current=False)
    monkeypatch.setattr(queues, "current_app", app)
    yield app
    app.close()


@pytest.mark.parametrize(("device", "queue"), [("cpu", "labs.cpu"), ("cuda", "labs.gpu")])
def test_each_device_has_its_queue(app: Celery, device: str, queue: str) -> None:
    submission_id = uuid4()
    before = LENGTH(device)
    assert RING(submission_id, device)
    assert LENGTH(device) == before + 1
    with app.connection_for_read() as connection:
        messages = connection.SimpleQueue(queue)
        message = messages.get(block=False)
        assert message.headers["task"] == "submissions.tasks.grade_submission"
        assert message.payload[0] == [str(submission_id)]
        message.ack()
        messages.close()


def test_a_broker_that_is_down_neither_fails_nor_hangs(
    app: Celery, tmp_path: Path, caplog: pytest.LogCaptureFixture, settings: object
) -> None:
    app.conf.update(
        broker_url=f"redis+socket://{tmp_path}/nobody.sock?virtual_host=0",
        broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,  # type: ignore[attr-defined]
        task_publish_retry=settings.CELERY_TASK_PUBLISH_RETRY,  # type: ignore[attr-defined]
    )
    started = time.monotonic()
    assert not RING(uuid4(), "cpu")
    with pytest.raises(OperationalError):
        LENGTH("cpu")
    assert time.monotonic() - started < 1.5
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
