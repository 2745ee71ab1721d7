"""Values from the environment, read or refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("YES", True), ("0", False), ("off", False), ("", False)])
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("SOME_FLAG", raw)
    assert env.flag("SOME_FLAG") is value


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG is 'maybe'"):
        env.flag("SOME_FLAG")


def test_an_absent_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME_VALUE", raising=False)
    assert env.flag("SOME_VALUE", default=True) is True
    assert env.integer("SOME_VALUE", 7) == 7
    assert env.words("SOME_VALUE", "a, b,") == ["a", "b"]


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_NUMBER", "seven")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.integer("SOME_NUMBER", 1)


def test_the_key_is_written_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    env.write_secret_key(tmp_path)
    first = env.secret_key(tmp_path)
    env.write_secret_key(tmp_path)
    assert env.secret_key(tmp_path) == first
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_nothing_starts_without_a_key(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "SECRET_KEY"} | {"STATE_DIR": str(tmp_path)}
    command = [sys.executable, str(settings.ROOT / "manage.py"), "check"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "No SECRET_KEY" in refused.stderr
