"""Say that a submission's row has changed. Nobody need hear it: the streams read the row, now or a little later."""

from __future__ import annotations

import logging
import time
from functools import cache, partial
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

CHANNEL = "forward-pass:submissions"
MOVED = "moved"
_SILENT_SECONDS = 5.0
_silent_until = 0.0


def announce(submission_id: UUID, *, moves_queue: bool = False) -> None:
    """Publish a change once it is committed; with `moves_queue`, those who wait have a new position too."""
    transaction.on_commit(partial(_publish, f"{submission_id} {MOVED}" if moves_queue else str(submission_id)))


def _publish(message: str) -> None:
    """Publish, or drop the message; a broker that was away is left in peace for some seconds, not to slow a grade."""
    global _silent_until  # noqa: PLW0603 - one broker for the process
    if time.monotonic() < _silent_until:
        return
    try:
        _client().publish(CHANNEL, message)
    except (redis.RedisError, OSError) as error:
        _silent_until = time.monotonic() + _SILENT_SECONDS
        logger.warning("The broker can't be reached; open pages hear of changes later: %s", error)


@cache
def _client() -> redis.Redis:
    retry = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=0.5, socket_timeout=0.5, retry=retry)
