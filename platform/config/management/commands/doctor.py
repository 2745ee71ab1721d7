"""Say which layers of confinement this host gives, and what else a worker needs."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from grader.service import Grader, NoConfinement

_MEANING = {
    "user_namespace": "a user of its own, nobody outside",
    "mount_namespace": "a read-only root with the interpreter and nothing else",
    "pid_namespace": "sees and signals no other process; ends with its first",
    "network_namespace": "no network, not even loopback",
    "ipc_namespace": "no shared memory with others",
    "no_new_privs": "can gain nothing by starting a program",
    "capabilities_dropped": "no capability is left",
    "seccomp": "an allow-list of system calls",
    "landlock": "file, TCP and signal rules (the number is the kernel's ABI)",
    "rlimits": "processor time, memory, files, threads",
    "memory_cgroup": "memory counted by the kernel, beside the address-space limit",
}
_OPTIONAL = {"memory_cgroup", "landlock"}


class Command(BaseCommand):
    help = "List the layers of confinement in force. Exit code 0 when labs can run here, 1 when they can't."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, **options: Any) -> None:
        findings = examine()
        self.stdout.write(json.dumps(findings) if options["json"] else _text(findings))
        sys.exit(0 if findings["labs_can_run"] else 1)


def examine() -> dict[str, Any]:
    """Start a warden and report what it could enter; costs about as long as importing torch."""
    layers: dict[str, bool | int] = dict.fromkeys(_MEANING, False)
    problem = ""
    with Grader(slots=1) as grader:
        try:
            layers = grader.start()
        except NoConfinement as error:
            problem = str(error)
    return {
        "schema": 1,
        "labs_can_run": not problem,
        "problem": problem,
        "layers": layers,
        "machine": {
            "system": platform.system(),
            "kernel": platform.release(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
        },
        "disk_free_bytes": shutil.disk_usage(settings.ROOT).free,
    }


def _text(findings: dict[str, Any]) -> str:
    lines = ["Labs can run here." if findings["labs_can_run"] else f"Labs can't run here. {findings['problem']}"]
    for name, value in findings["layers"].items():
        mark = "✓" if value else "–" if name in _OPTIONAL else "✗"
        number = f" {value}" if not isinstance(value, bool) and value else ""
        lines.append(f"  {mark} {name}{number}: {_MEANING[name]}")
    return "\n".join(lines)
