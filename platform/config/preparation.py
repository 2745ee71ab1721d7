"""What must be in place before the site can answer: tables, static files, content and an account to sign in with.

Each step looks first whether there is anything to do, so that a second start takes no time.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

CONTENT_FOLDERS = ("lessons", "questions", "quizzes", "labs")
ADMIN_NAME = "admin"


def migrate() -> int:
    """Bring the tables up to date; return how many migrations that took."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return len(pending)


def collect_static() -> bool:
    """Gather static files where the web server looks for them; return whether any had changed."""
    styles = [settings.PLATFORM / "static", settings.COMPONENTS, settings.PLATFORM / "config" / "stylesheet.py"]
    sources = [*styles, settings.ROOT / "requirements.lock", settings.ROOT / "requirements.txt"]
    stamp = _Stamp("static", sources)
    if stamp.is_current() and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write()
    return True


def load_content(*, fresh_database: bool) -> bool:
    """Bring the content files into the database; return whether any had changed.

    Raises:
        CommandError: a file has an error; nothing was loaded then.
    """
    folders = [Path(settings.CONTENT_DIR) / name for name in CONTENT_FOLDERS]
    loaders = [settings.PLATFORM / name for name in ("catalog", "content")]
    stamp = _Stamp("content", [*folders, *loaders], str(connection.settings_dict["HOST"]), _database_name())
    if stamp.is_current() and not fresh_database:
        return False
    call_command("loadcontent", verbosity=0)
    stamp.write()
    return True


def make_admin_account() -> str | None:
    """Make the first administrator and return its random password; None when there is an administrator already."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(username=ADMIN_NAME, password=password)
    return password


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


class _Stamp:
    """Remembers, in the state folder, what the files of one step looked like when it last succeeded."""

    def __init__(self, step: str, sources: Iterable[Path], *also: str) -> None:
        self._path = Path(settings.STATE_DIR) / "prepared.json"
        self._step = step
        self._print = _fingerprint(sources, also)

    def is_current(self) -> bool:
        return self._read().get(self._step) == self._print

    def write(self) -> None:
        self._path.write_text(json.dumps({**self._read(), self._step: self._print}, indent=1) + "\n")

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text()))
        except (OSError, ValueError):
            return {}


def _fingerprint(sources: Iterable[Path], also: Iterable[str]) -> str:
    """Digest names, sizes and times of change: a few hundred files in milliseconds."""
    digest = hashlib.sha256("\0".join(also).encode())
    for source in sources:
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        for path in files:
            if path.is_file() and "__pycache__" not in path.parts:
                status = path.stat()
                digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()
