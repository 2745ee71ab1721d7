#!/usr/bin/env python3
"""Run a Django management command with `platform/` as the source root."""

import os
import sys
from pathlib import Path
from typing import NoReturn


def main() -> None:
    root = Path(__file__).resolve().parent
    sys.path.insert(0, str(root / "platform"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        _refuse("Django is not installed here. Run `make setup`, then use `.venv/bin/python manage.py …`.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        _refuse(str(problem))


def _refuse(sentence: str) -> NoReturn:
    sys.stderr.write(f"error: {sentence}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
