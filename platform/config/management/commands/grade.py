"""Grade a file in the sandbox, without broker or web."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from catalog.entries import Lab
from config.management.errors import INTERNAL, NoConfinementError, UsageError
from config.management.labs import find_lab
from grader.report import Report
from grader.service import Grader, NoConfinement
from grader.verdicts import CheckStatus, Verdict

_MARKS = {CheckStatus.PASSED: "✓", CheckStatus.FAILED: "✗", CheckStatus.ERROR: "!", CheckStatus.SKIPPED: "·"}


class Command(BaseCommand):
    help = "Grade FILE against LAB. Exit code: 0 passed, 1 any other verdict, 2 usage error, 3 internal error."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lab", nargs="?", help="a slug from labs/, or a folder that holds lab.toml")
        parser.add_argument("file", nargs="?", help="the solution, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
        parser.add_argument("--seed", type=int, help="draw the inputs from this seed (default: a new one)")
        parser.add_argument(
            "--stdin-batch",
            action="store_true",
            help='read a JSON request {"lab", "source", "seed"} a line and write a report a line, keeping warm',
        )

    def handle(self, **options: Any) -> None:
        if options["device"] == "cuda":
            raise UsageError("This release grades on the CPU only; leave out --device cuda.")
        if options["stdin_batch"]:
            if options["lab"]:
                raise UsageError("--stdin-batch takes its labs from standard input; leave LAB and FILE out.")
            sys.exit(self._batch())
        if not options["lab"] or not options["file"]:
            raise UsageError("Name a lab and a file: manage.py grade LAB FILE.")
        lab, source = find_lab(options["lab"]), _read_source(options["file"])
        with Grader(slots=1) as grader:
            report = _grade(grader, lab, source, options["seed"])
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else _text(report))
        sys.exit(_exit_code(report))

    def _batch(self) -> int:
        labs: dict[str, Lab] = {}
        with Grader(slots=1) as grader:
            for number, line in enumerate(sys.stdin, start=1):
                if line.strip():
                    name, source, seed = _request(line, number)
                    lab = labs.setdefault(name, labs.get(name) or find_lab(name))
                    self.stdout.write(json.dumps(_grade(grader, lab, source, seed).as_json()))
                    self.stdout.flush()
        return 0


def _request(line: str, number: int) -> tuple[str, str, int | None]:
    try:
        request = json.loads(line)
        lab, source, seed = request["lab"], request["source"], request.get("seed")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f'Line {number} of standard input is no request: expected {{"lab": …, "source": …, "seed": …}}.'
        raise UsageError(message) from error
    if not isinstance(lab, str) or not isinstance(source, str) or not isinstance(seed, int | None):
        raise UsageError(f"Line {number} of standard input: lab and source are text, seed is a whole number or absent.")
    return lab, source, seed


def _read_source(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Can't read {file}: {error}.") from error


def _grade(grader: Grader, lab: Lab, source: str, seed: int | None) -> Report:
    try:
        return grader.grade(lab, source, seed=seed)
    except NoConfinement as error:
        raise NoConfinementError(str(error)) from error


def _exit_code(report: Report) -> int:
    if report.verdict == Verdict.PASSED:
        return 0
    return INTERNAL if report.verdict == Verdict.INTERNAL_ERROR else 1


def _text(report: Report) -> str:
    lines = [f"{report.lab}: {report.verdict}, {report.points:g} of {report.max_points:g} points"]
    lines += [report.message] if report.message else []
    lines += [report.traceback.rstrip()] if report.traceback else []
    for check in report.checks:
        lines.append(f"  {_MARKS[check.status]} {check.title} ({check.points:g}/{check.max_points:g})")
        lines += [f"      {check.message}"] if check.message else []
        if check.misconception:
            lines.append(f"      {check.misconception}: {check.misconception_note}")
        lines += [f"      {line}" for line in check.traceback.rstrip().splitlines()]
    lines.append(f"seed {report.seed}, {report.wall_ms:g} ms, confined")
    return "\n".join(lines)
