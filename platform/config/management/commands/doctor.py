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
from sandbox import hosts
from sandbox.confine import Layers, Mode

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
_MODES = {
    Mode.NAMESPACES: "namespaces: every child has a world of its own",
    Mode.LANDLOCK: "Landlock only: rules keep children from files and processes that they share a world with",
}


class Command(BaseCommand):
    help = (
        "List the mode and the layers of confinement in force. Exit code 0 when labs can run here, 1 when they can't."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, **options: Any) -> None:
        findings = examine()
        self.stdout.write(json.dumps(findings) if options["json"] else _text(findings))
        sys.exit(0 if findings["labs_can_run"] else 1)


def examine() -> dict[str, Any]:
    """Start a warden and report what it could enter; costs about as long as importing torch."""
    layers = Layers(**dict.fromkeys(_MEANING, False))
    problem = ""
    with Grader(slots=1) as grader:
        try:
            layers = Layers(**grader.start())  # type: ignore[arg-type]
        except NoConfinement as error:
            problem = str(error)
    return {
        "schema": 1,
        "labs_can_run": not problem,
        "problem": problem,
        "mode": None if problem else layers.mode,
        "layers": layers.as_json(),
        "remedies": [] if problem else hosts.remedies(layers),
        "machine": {
            "system": platform.system(),
            "kernel": platform.release(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
        },
        "disk_free_bytes": shutil.disk_usage(settings.ROOT).free,
    }


def _text(findings: dict[str, Any]) -> str:
    if not findings["labs_can_run"]:
        return f"Labs can't run here. {findings['problem']}"
    lines = [f"Labs can run here. Mode: {_MODES[findings['mode']]}."]
    for name, value in findings["layers"].items():
        number = f" {value}" if not isinstance(value, bool) and value else ""
        lines.append(f"  {'✓' if value else '–'} {name}{number}: {_MEANING[name]}")
    return "\n".join([*lines, *findings["remedies"]])
