"""Heartbeats fade, and survive a cache that is away."""

from __future__ import annotations

import logging
import threading

import pytest
from redis.exceptions import ConnectionError as CacheAway

from config.health import heartbeat


def test_a_heart_beats_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = threading.Event()
    beats: list[frozenset[str]] = []

    def beat(queues: frozenset[str]) -> None:
        beats.append(queues)
        if len(beats) == 3:
            stopping.set()

    monkeypatch.setattr(heartbeat, "beat", beat)
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0)
    heartbeat.keep_beating(frozenset({"default"}), stopping)
    assert beats == [frozenset({"default"})] * 3


def test_a_cache_that_is_away_does_not_stop_the_heart(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopping = threading.Event()

    def away(queues: frozenset[str]) -> None:
        if caplog.records:
            stopping.set()
        raise CacheAway("away")

    monkeypatch.setattr(heartbeat, "beat", away)
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0)
    heartbeat.keep_beating(frozenset({"default"}), stopping)
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


def test_a_beat_fades_after_several_were_missed() -> None:
    assert heartbeat.FADES_AFTER_SECONDS >= 2 * heartbeat.BEAT_SECONDS
