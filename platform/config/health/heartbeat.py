"""Workers say that they live by a cache key that fades; nobody has to ask them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
FADES_AFTER_SECONDS = 30


def beat(queues: Iterable[str]) -> None:
    """Note that a worker consumes `queues` now.

    Raises:
        RedisError: the cache can't be reached.
    """
    cache.set_many({_key(queue): time.time() for queue in queues}, timeout=FADES_AFTER_SECONDS)


def is_beating(queue: str) -> bool:
    """Tell whether a worker that consumes `queue` gave a sign of life in the last half minute.

    Raises:
        RedisError: the cache can't be reached.
    """
    return cache.get(_key(queue)) is not None


def keep_beating(queues: Iterable[str], stopping: threading.Event) -> None:
    """Beat until `stopping` is set; a cache that is away for a while only costs the beats."""
    while True:
        try:
            beat(queues)
        except RedisError as error:
            logger.warning("The worker's heartbeat can't be written: %s", error)
        if stopping.wait(BEAT_SECONDS):
            return


def _key(queue: str) -> str:
    return f"worker-beat:{queue}"
