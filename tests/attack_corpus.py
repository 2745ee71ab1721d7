"""The attacks and what each must get. Run as a program it tries them all on a warden of its own and prints JSON.

An attack is a whole solution of the tiny lab. Its file's name starts with the verdict it must get; the first line of
its docstring names its class and what would be won. One that gets through prints ESCAPED or returns the right answer,
and calls what it makes (files, processes) "escaped".
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from catalog.entries import Lab, Limits
from grader.report import Report
from grader.service import Grader
from grader.verdicts import Verdict
from grading import REFERENCE, tiny_lab

ATTACKS = sorted(Path(__file__).with_name("attacks").glob("*.py"))
CLASSES = ("Read", "Write", "Network", "Process", "Flood", "Time", "Forge", "Steal", "Break out")
MARK = "escaped"
IPC_KEY = 0x65736361  # the attacks' key for System V shared memory, queues and semaphores

_PATIENCE_SECONDS = 10
_MEMORY = 256 << 20
_ROOMY = tiny_lab(limits=Limits(wall_seconds=30, cpu_seconds=5, memory_bytes=_MEMORY))
_SHORT = tiny_lab(limits=Limits(wall_seconds=1, cpu_seconds=1, memory_bytes=_MEMORY))
_SEEN_BY_ATTACKS = ("/", "/dev", "/dev/shm", "/lib", "/usr/lib", "/var/tmp")


def expected(program: Path) -> Verdict:
    """Return the verdict that the name of `program` starts with."""
    return next(verdict for verdict in Verdict if program.stem.startswith(f"{verdict}_"))


def first_line(program: Path) -> str:
    """Return the first line of the docstring, of a file that need not be Python."""
    line = program.read_text().splitlines()[0]
    return str(ast.literal_eval(line if line.endswith('"""') else line + '"""'))


def lab_of(program: Path) -> Lab:
    """Return the lab with limits that let an attack end, or with short ones where the limit is what ends it."""
    return _SHORT if expected(program) == Verdict.TIMED_OUT else _ROOMY


def attack(grader: Grader, program: Path) -> tuple[Report, list[str]]:
    """Grade `program` and an honest solution after it; return the report and all that is wrong beside its verdict."""
    report = grader.grade(lab_of(program), program.read_text(), seed=1)
    wrong = [*left_behind()]
    if MARK.upper() in report.stdout:
        wrong.append(f"it got through: {report.stdout[:500]}")
    if report.points:
        wrong.append(f"it got {report.points} points")
    after = grader.grade(_ROOMY, REFERENCE, seed=1)
    if after.verdict != Verdict.PASSED:
        wrong.append(f"the next learner's grade was harmed: {after}")
    return report, wrong


def left_behind() -> Iterator[str]:
    """Name the files, processes and shared memory of an attack that are there after it."""
    folders = {*_SEEN_BY_ATTACKS, *map(str, sys.path), os.path.dirname(os.__file__), tempfile.gettempdir()}  # noqa: PTH120
    yield from (f"file {folder}/{MARK}" for folder in folders if os.path.lexists(f"{folder}/{MARK}"))
    yield from (f"process {process.name}" for process in _lasting())
    for kind in ("shm", "msg", "sem"):
        table = Path("/proc/sysvipc", kind)
        keys = [line.split()[0] for line in table.read_text().splitlines()[1:]] if table.exists() else []
        if str(IPC_KEY) in keys:
            yield f"System V {kind}"


def _lasting() -> list[Path]:
    """List the processes of attacks that do not end; one that another worker is just trying is given time to."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    found = [process for process in Path("/proc").glob("[0-9]*") if _is_an_attack(process)]
    while found and time.monotonic() < deadline:
        time.sleep(0.05)
        found = [process for process in found if _is_an_attack(process)]
    return found


def _is_an_attack(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == MARK
    except OSError:
        return False  # it has ended


def main() -> None:
    with Grader(slots=1) as grader:
        told = {"layers": grader.start(), "attacks": {}}
        for program in ATTACKS:
            report, wrong = attack(grader, program)
            told["attacks"][program.stem] = {"verdict": report.verdict, "wrong": wrong, "report": str(report)[:2000]}
    told["left"] = os.listdir(tempfile.gettempdir())  # noqa: PTH208
    print(json.dumps(told))


if __name__ == "__main__":
    main()
