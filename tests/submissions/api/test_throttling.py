"""Throttling: guessing is slow, and an absent cache locks nobody out."""

from __future__ import annotations

import pytest
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError as CacheAway
from rest_framework.test import APIClient

GUESS = {"username": "ada", "password": "guess"}


@pytest.mark.django_db
def test_the_eleventh_guess_in_a_minute_waits() -> None:
    client = APIClient()
    statuses = [
        client.post("/api/v1/token/", GUESS | {"username": f"ada{n}"}, format="json").status_code for n in range(11)
    ]
    assert statuses == [400] * 10 + [429]


@pytest.mark.django_db
def test_an_absent_cache_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise CacheAway("away")

    monkeypatch.setattr(LocMemCache, "get", away)
    assert APIClient().post("/api/v1/token/", GUESS, format="json").status_code == 400
