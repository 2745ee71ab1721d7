"""Ring the broker about a row that waits; the row itself is safe in the database whatever happens here."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError

from submissions.models import RunDevice

logger = logging.getLogger(__name__)

GRADE_TASK = "submissions.tasks.grade_submission"
QUEUES = {RunDevice.CPU.value: "labs.cpu", RunDevice.CUDA.value: "labs.gpu"}


def ring(submission_id: UUID, device: str) -> bool:
    """Tell a worker of `device` that the row waits; False when the broker is down (the sweeper will ring again)."""
    try:
        current_app.send_task(GRADE_TASK, args=[str(submission_id)], queue=QUEUES[device])
    except OperationalError as error:
        logger.warning("The broker can't be reached; submission %s waits for the sweeper: %s", submission_id, error)
        return False
    return True


def length(device: str) -> int:
    """Count the messages that wait in the queue of `device`.

    Raises:
        OperationalError: the broker can't be reached.
    """
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        try:
            return int(channel.queue_declare(QUEUES[device], passive=True).message_count)
        except ChannelError:
            return 0  # Redis has no empty lists: a queue that isn't there is one that is empty
