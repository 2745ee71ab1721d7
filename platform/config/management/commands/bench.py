"""Measure the site against its budgets, in a scratch folder with a database, broker and worker of its own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.bench import sandbox, site
from config.bench.rows import Row
from config.management.errors import NoConfinementError, UsageError
from config.management.labs import find_lab
from grader.service import NoConfinement

_SCRATCH = "FORWARD_PASS_BENCH_SCRATCH"


class Command(BaseCommand):
    help = "Measure the sandbox, the way of a submission and the pages against their budgets (about a minute)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the rows as JSON")
        parser.add_argument("--lab", default="dropout-inverted", help="the small lab to hand in")

    def handle(self, **options: Any) -> None:
        find_lab(options["lab"])
        if _SCRATCH not in os.environ:
            sys.exit(_again_in_scratch())
        rows = _measure(options["lab"])
        self.stdout.write(json.dumps(_findings(rows)) if options["json"] else _text(rows))


def _again_in_scratch() -> int:
    """Run this very command with settings that point at an empty folder, so that no real row is touched."""
    with tempfile.TemporaryDirectory(prefix="forward-pass-bench-") as folder:
        scratch = {_SCRATCH: "1", "STATE_DIR": folder, "SECRET_KEY": "bench", "DATABASE_URL": "", "REDIS_URL": ""}
        scratch |= {"CONTENT_DIR": str(settings.CONTENT_DIR), "DEBUG": "0", "HTTPS": "0", "LOG_LEVEL": "ERROR"}
        command = [sys.executable, str(Path(settings.ROOT) / "manage.py"), *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, **scratch}, check=False).returncode


def _measure(slug: str) -> list[Row]:
    try:
        rows = sandbox.rows(find_lab(slug))
        with site.scratch_site() as client:
            return [*rows, *site.submission_rows(client, slug), *site.page_rows(client)]
    except NoConfinement as error:
        raise NoConfinementError(str(error)) from error
    except site.BenchError as error:
        raise UsageError(str(error)) from error


def _findings(rows: list[Row]) -> dict[str, Any]:
    machine = {
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[2], 2),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }
    return {"schema": 1, "machine": machine, "rows": [row.as_json() for row in rows]}


def _text(rows: list[Row]) -> str:
    lines = []
    for row in rows:
        sign = "≤" if row.bound == "at_most" else "≥"
        mark = "✓" if row.ok else "✗"
        lines.append(f"{mark} {row.id:26} {row.value:9.2f} {row.unit:4} (budget {sign} {row.budget:g}): {row.how}")
    return "\n".join(lines)
