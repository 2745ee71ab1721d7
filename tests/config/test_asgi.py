"""The site also answers by ASGI."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest_django
from django.core.handlers.asgi import ASGIHandler


def test_the_application_is_django_s(settings: pytest_django.Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assert isinstance(importlib.import_module("config.asgi").application, ASGIHandler)
