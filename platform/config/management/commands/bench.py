"""Measure the site against its budgets, in a scratch folder with a database, broker and worker of its own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.bench import item_statistics, proof, sandbox, search, site, streams
from config.bench.rows import BenchError, Row
from config.management.errors import NoConfinementError, UsageError
from config.management.labs import find_lab, shipped_slugs
from grader.service import NoConfinement

_SCRATCH = "FORWARD_PASS_BENCH_SCRATCH"


class Command(BaseCommand):
    help = (
        "Measure the sandbox, the way of a submission and the pages against their budgets, then try the attacks and "
        "the mutants of tests/ (some minutes). With --seeds: grade the references of the labs over many seeds instead."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the rows as JSON")
        parser.add_argument("--lab", default="dropout-inverted", help="the small lab to hand in")
        parser.add_argument("--seeds", type=int, metavar="N", help="count the references that fail, over N seeds each")
        parser.add_argument("labs", nargs="*", metavar="LAB", help="with --seeds: these labs (default: all)")

    def handle(self, **options: Any) -> None:
        if options["seeds"] is not None:
            self._show([self._false_fails(options["labs"], options["seeds"])], as_json=options["json"])
            return
        if options["labs"]:
            raise UsageError("Naming labs goes with --seeds N; the small lab to hand in is named with --lab.")
        find_lab(options["lab"])
        if _SCRATCH not in os.environ:
            sys.exit(_again_in_scratch())
        with others_on_stderr():
            rows = _measure(options["lab"], self._say)
        self._show(rows, as_json=options["json"])

    def _false_fails(self, slugs: list[str], seeds: int) -> Row:
        if seeds < 1:
            raise UsageError("--seeds needs a number of at least 1.")
        try:
            return proof.false_fails([find_lab(slug) for slug in slugs or shipped_slugs()], seeds, self._say)
        except NoConfinement as error:
            raise NoConfinementError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stderr.write(line)

    def _show(self, rows: list[Row], *, as_json: bool) -> None:
        self.stdout.write(json.dumps(_findings(rows)) if as_json else _text(rows))


@contextmanager
def others_on_stderr() -> Iterator[None]:
    """Send what started programs print to stderr: a worker's farewell among the figures would be no JSON."""
    ours = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(ours, 1)
        os.close(ours)


def _again_in_scratch() -> int:
    """Run this very command with settings that point at an empty folder, so that no real row is touched."""
    with tempfile.TemporaryDirectory(prefix="forward-pass-bench-") as folder:
        scratch = {_SCRATCH: "1", "STATE_DIR": folder, "SECRET_KEY": "bench", "DATABASE_URL": "", "REDIS_URL": ""}
        scratch |= {"CONTENT_DIR": str(settings.CONTENT_DIR), "DEBUG": "0", "HTTPS": "0", "LOG_LEVEL": "ERROR"}
        command = [sys.executable, str(Path(settings.ROOT) / "manage.py"), *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, **scratch}, check=False).returncode


def _measure(slug: str, say: Callable[[str], None]) -> list[Row]:
    try:
        rows = sandbox.rows(find_lab(slug))
        with site.scratch_site() as client:
            rows += [
                *site.submission_rows(client, slug),
                *site.page_rows(client),
                *search.rows(client),
                *streams.rows(client),
            ]
        rows += item_statistics.rows()
        labs = [find_lab(slug) for slug in shipped_slugs()]
        return [*rows, *proof.attacks_escaped(say), *proof.mutants_survived(labs, say)]
    except NoConfinement as error:
        raise NoConfinementError(str(error)) from error
    except BenchError as error:
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
