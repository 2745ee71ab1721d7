"""Each part's probe, with the part there and with it gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from celery import Celery
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, connection
from redis.exceptions import ConnectionError as CacheAway

from config.health import heartbeat, probes


@pytest.mark.django_db
def test_a_database_that_answers_is_ready() -> None:
    assert probes.database().is_ready


def test_a_database_that_does_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", away)
    assert "database" in probes.database().problem


def test_a_broker_that_answers_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "current_app", Celery("memory", broker="memory://", set_as_current=False))
    assert probes.broker().is_ready


def test_a_broker_that_does_not_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = Celery("away", broker=f"redis+socket://{tmp_path}/away.sock", set_as_current=False)
    app.conf.broker_transport_options = {"max_retries": 0}
    monkeypatch.setattr(probes, "current_app", app)
    assert "broker" in probes.broker().problem


def test_a_worker_counts_while_its_heart_beats() -> None:
    assert "No worker" in probes.worker().problem
    heartbeat.beat(["default"])
    assert "No worker" in probes.worker().problem
    heartbeat.beat(["labs.cpu", "default"])
    assert probes.worker().is_ready


def test_without_a_cache_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise CacheAway

    monkeypatch.setattr(LocMemCache, "get", away)
    assert "can't be known" in probes.worker().problem
