"""Each step of preparation does its work once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import pytest_django
from django.core.management import call_command

from accounts.models import User
from config import preparation


@pytest.fixture
def calls(settings: pytest_django.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the commands that preparation calls, without running them."""
    settings.STATE_DIR = tmp_path / "state"
    settings.STATIC_ROOT = tmp_path / "state" / "static"
    settings.CONTENT_DIR = tmp_path / "content"
    settings.STATIC_ROOT.mkdir(parents=True)
    (tmp_path / "content" / "lessons").mkdir(parents=True)
    recorded: list[str] = []
    monkeypatch.setattr(preparation, "call_command", lambda name, **_: recorded.append(name))
    return recorded


@pytest.mark.django_db
def test_nothing_is_migrated_twice() -> None:
    assert preparation.migrate() == 0


@pytest.mark.django_db
def test_the_administrator_is_made_once_and_can_sign_in() -> None:
    password = preparation.make_admin_account()
    admin = User.objects.get(is_superuser=True)
    assert password is not None
    assert admin.username == "admin"
    assert admin.check_password(password)
    assert preparation.make_admin_account() is None


@pytest.mark.django_db
def test_the_command_prints_the_password_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("adminaccount")
    call_command("adminaccount")
    first, second = capsys.readouterr().out.splitlines()
    password = first.split("the password ")[1].split()[0]
    assert User.objects.get().check_password(password)
    assert second == "There is an administrator already."


def test_unchanged_static_files_are_not_collected_again(calls: list[str]) -> None:
    assert preparation.collect_static() is True
    assert preparation.collect_static() is False
    assert calls == ["collectstatic"]


def test_unchanged_content_is_not_loaded_again(calls: list[str]) -> None:
    assert preparation.load_content(fresh_database=True) is True
    assert preparation.load_content(fresh_database=False) is False
    assert calls == ["loadcontent"]


def test_changed_content_is_loaded(calls: list[str], settings: pytest_django.Settings) -> None:
    lesson = settings.CONTENT_DIR / "lessons" / "lesson.md"
    lesson.write_text("before")
    preparation.load_content(fresh_database=False)
    lesson.write_text("after")
    os.utime(lesson, ns=(1, 1))
    assert preparation.load_content(fresh_database=False) is True


def test_a_new_database_gets_its_content(calls: list[str]) -> None:
    preparation.load_content(fresh_database=False)
    assert preparation.load_content(fresh_database=True) is True


def test_a_failed_step_is_tried_again(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str, **_: object) -> None:
        raise OSError(name)

    with monkeypatch.context() as patch:
        patch.setattr(preparation, "call_command", fails)
        with pytest.raises(OSError, match="loadcontent"):
            preparation.load_content(fresh_database=False)
    assert preparation.load_content(fresh_database=False) is True
