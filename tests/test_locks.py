"""The locks hold what the requirements ask for, with hashes, and say nothing of where they were made."""

from __future__ import annotations

import re

import pytest
from django.conf import settings


def pins(name: str) -> set[str]:
    """Return `name==version` of every line that pins something; extras and markers are dropped."""
    text = (settings.ROOT / name).read_text()
    found = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;]+)", text, re.MULTILINE)
    return {f"{package.lower().replace('_', '-')}=={version}" for package, version in found}


@pytest.mark.parametrize(
    ("asked", "lock"),
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements.txt", "requirements-dev.lock"),
        ("requirements-dev.txt", "requirements-dev.lock"),
    ],
)
def test_what_is_asked_for_is_locked(asked: str, lock: str) -> None:
    assert {pin for pin in pins(asked) if not pin.startswith("torch==")} <= pins(lock)


def test_what_runs_is_what_is_tested() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_no_hosts(lock: str) -> None:
    text = (settings.ROOT / lock).read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|--index-url|--find-links|\s/\w", text)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_no_build_of_pytorch_is_pinned_for_everybody(lock: str) -> None:
    assert not [pin for pin in pins(lock) if pin.startswith(("torch==", "nvidia", "triton"))]
