"""Prove labs: the reference passes, the starter earns nothing, every wrong solution is named."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.management.errors import NoConfinementError, UsageError
from config.management.labs import find_lab, shipped_slugs
from grader.service import Grader, NoConfinement
from grader.verify import LabVerification, verify


class Command(BaseCommand):
    help = "Verify the named labs (default: all shipped ones). Exit code 0 only when every one is verified."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labs", nargs="*", metavar="LAB")
        parser.add_argument("--json", action="store_true", help="print the proof as JSON")

    def handle(self, **options: Any) -> None:
        names = options["labs"] or shipped_slugs()
        if not names:
            raise UsageError("There is no lab to verify: labs/ is empty.")
        labs = [find_lab(name) for name in names]
        results: list[LabVerification] = []
        with Grader(slots=1) as grader:
            for lab in labs:
                try:
                    results.append(verify(grader, lab))
                except NoConfinement as error:
                    raise NoConfinementError(str(error)) from error
                if not options["json"]:
                    self.stdout.write(_text(results[-1]))
        if options["json"]:
            self.stdout.write(json.dumps({"schema": 1, "labs": [result.as_json() for result in results]}))
        sys.exit(0 if all(result.verified for result in results) else 1)


def _text(result: LabVerification) -> str:
    lines = [f"{result.lab}: {'verified' if result.verified else 'not verified'}"]
    lines += [f"  {'✓' if outcome.ok else '✗'} {outcome.file}: {outcome.failed_check}" for outcome in result.wrong]
    lines += [f"  {problem}" for problem in result.problems]
    return "\n".join(lines)
