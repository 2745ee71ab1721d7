"""The commands of the site's programs name things that exist."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import pytest_django
from celery import Celery

from config import programs
from config.celery import app


def test_the_pages_are_served_by_an_application_that_exists(settings: pytest_django.Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    module, name = next(
        word for word in programs.web("127.0.0.1", 8000, events_port=8001).command if ":application" in word
    ).split(":")
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize(
    ("host", "bind"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000"), ("0.0.0.0", "0.0.0.0:8000")]
)
def test_an_address_is_written_as_gunicorn_reads_it(host: str, bind: str) -> None:
    assert bind in programs.web(host, 8000, events_port=8001).command


def test_pages_listen_to_the_events_program_unless_told_where(settings: pytest_django.Settings) -> None:
    assert programs.web("127.0.0.1", 8000, events_port=8001).environment["EVENTS_URL"] == ":8001"
    settings.EVENTS_URL = "/"
    assert programs.web("127.0.0.1", 8000, events_port=8001).environment["EVENTS_URL"] == "/"


def test_the_events_program_serves_what_asgi_holds() -> None:
    command = programs.events("127.0.0.1", 8001).command
    assert "config.asgi:application" in command
    assert command[command.index("--port") + 1] == "8001"


def test_the_worker_takes_from_every_queue_a_machine_without_a_gpu_serves() -> None:
    command = programs.worker().command
    assert command[command.index("-Q") + 1].split(",") == ["labs.cpu", "regrade", "default"]


def test_worker_and_beat_name_the_celery_application() -> None:
    for program in (programs.worker(), programs.beat()):
        name = program.command[program.command.index("-A") + 1]
        assert isinstance(importlib.import_module(name).celery_app, Celery)
        assert importlib.import_module(name).celery_app is app
