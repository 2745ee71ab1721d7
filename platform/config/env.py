"""Read settings from the environment; a value that cannot be read stops the start with a sentence."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in _TRUE:
        return True
    if raw.lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}; expected 1 or 0.")


def integer(name: str, default: int) -> int:
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {raw!r}; expected a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    """Split a comma-separated value; blanks are dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def secret_key(state_dir: Path) -> str:
    """Return SECRET_KEY, or the key that `make setup` wrote on this machine.

    Raises:
        ImproperlyConfigured: neither is there, so nothing may start.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = state_dir / "secret_key"
    if path.exists():
        return path.read_text().strip()
    raise ImproperlyConfigured(
        f"No SECRET_KEY. Set it in the environment, or run `make setup`, which writes one to {path}."
    )


def write_secret_key(state_dir: Path) -> None:
    """Make a random key in `state_dir` for this machine alone, once."""
    path = state_dir / "secret_key"
    if path.exists():
        return
    state_dir.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48))
