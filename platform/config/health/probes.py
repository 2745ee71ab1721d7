"""What the site needs to serve: a database, a broker and a worker that grades."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from celery import current_app
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config.health import heartbeat


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the site needs; `problem` is empty when it is there."""

    problem: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.problem


def database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Part("The database can't be reached.")
    return Part()


def broker() -> Part:
    try:
        with current_app.connection_for_write() as link:
            link.default_channel  # noqa: B018  (opening the channel is the probe)
    except OperationalError:
        return Part("The broker can't be reached.")
    return Part()


def worker() -> Part:
    try:
        if heartbeat.is_beating("labs.cpu"):
            return Part()
    except RedisError:
        return Part("Whether a worker lives can't be known while the cache can't be reached.")
    return Part("No worker that grades labs gave a sign of life in the last half minute.")


PARTS: Mapping[str, Callable[[], Part]] = {"database": database, "broker": broker, "worker": worker}
