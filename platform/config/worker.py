"""What a Celery worker does beside its tasks: warm the grader, say that it lives, put the grader away."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

from celery.exceptions import WorkerShutdown
from celery.signals import worker_ready, worker_shutdown

from config.health import heartbeat
from grader.service import NoConfinement, shared

logger = logging.getLogger(__name__)

LAB_QUEUES = {"labs.cpu", "labs.gpu", "regrade"}


@worker_ready.connect
def on_ready(sender: Any, **_: Any) -> None:
    """Warm the grader of a worker that grades, then start the heartbeat.

    Raises:
        WorkerShutdown: this host can't confine lab code, so this worker must not take any.
    """
    queues = frozenset(sender.app.amqp.queues.consume_from)
    if queues & LAB_QUEUES:
        try:
            shared().start()
        except NoConfinement as error:
            logger.critical("This host can't confine lab code, so this worker stops: %s", error)
            raise WorkerShutdown(os.EX_UNAVAILABLE) from error
    threading.Thread(
        target=heartbeat.keep_beating, args=(queues, threading.Event()), name="heartbeat", daemon=True
    ).start()


@worker_shutdown.connect
def on_shutdown(**_: Any) -> None:
    shared().close()
