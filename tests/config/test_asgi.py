"""The events process serves streams and its health, and no page."""

from __future__ import annotations

import importlib

from submissions.events.stream import Application


def test_the_application_is_the_one_for_streams() -> None:
    assert isinstance(importlib.import_module("config.asgi").application, Application)
