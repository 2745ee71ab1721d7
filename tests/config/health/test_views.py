"""Probes: what they answer and when."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from config.health import probes
from config.health.probes import Part


def test_the_process_answers_without_a_database(client: Client, django_assert_num_queries: Any) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_a_site_with_all_its_parts_is_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "PARTS", {"database": Part, "worker": Part})
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": {"database": {"ready": True, "problem": ""}, "worker": {"ready": True, "problem": ""}},
    }


def test_one_missing_part_makes_it_unready_and_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "PARTS", {"database": Part, "broker": lambda: Part("It is away.")})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["broker"] == {"ready": False, "problem": "It is away."}
    assert answer.json()["parts"]["database"]["ready"]


def test_the_parts_are_those_the_site_needs() -> None:
    assert set(probes.PARTS) == {"database", "broker", "worker"}


@pytest.mark.django_db
def test_metrics_are_in_the_format_of_prometheus(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert b"# TYPE forward_pass_queue_length gauge" in answer.content
