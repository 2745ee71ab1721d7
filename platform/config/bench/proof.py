"""What must be 0 whatever the machine: right programs that fail, attacks that get through, mutants that pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from catalog.entries import Lab
from config.bench.rows import BenchError, Row
from grader.report import Report
from grader.service import Grader
from grader.verdicts import Verdict

Say = Callable[[str], None]
THREADS = (1, 2)
_MUTANT_SEED = 3


def false_fails(labs: Sequence[Lab], seeds: int, say: Say) -> Row:
    """Grade each reference over the seeds 0, 1, …, with torch on one thread and on two; `say` hears of each that fails.

    A grade of a small lab takes about a tenth of a second.
    """
    failed = 0
    for threads in THREADS:
        with Grader(slots=1, threads=threads) as grader:
            for lab in labs:
                wrong = [seed for seed in range(seeds) if not _passes(grader.grade(lab, lab.reference, seed=seed))]
                failed += len(wrong)
                if wrong:
                    say(f"{lab.slug}, {threads} thread{'s' * (threads > 1)}: failed with seeds {_listed(wrong)}")
    how = f"references of {len(labs)} labs over {seeds} seeds each, with torch on 1 and on 2 threads"
    return Row("false_fails", failed, "", 0, how)


def attacks_escaped(say: Say) -> list[Row]:
    """Let tests/attack_corpus.py try every attack; [] where this checkout has none. Takes some minutes."""
    root = Path(settings.ROOT)
    corpus = root / "tests" / "attack_corpus.py"
    if not corpus.is_file():
        return []
    paths = os.pathsep.join(str(root / name) for name in ("platform", "tests"))
    run = subprocess.run(
        [sys.executable, corpus], env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise BenchError(f"The attacks could not be tried: {run.stderr[-500:]}")
    told = json.loads(run.stdout)["attacks"]
    escaped = {name: one for name, one in told.items() if one["wrong"] or not name.startswith(f"{one['verdict']}_")}
    for name, one in escaped.items():
        say(f"{name}: {one['verdict']}. {' '.join(one['wrong'])}".rstrip())
    how = (
        f"{len(told)} programs of tests/attacks: the verdict in its name, no points, nothing left, no harm to the next"
    )
    return [Row("attacks_escaped", len(escaped), "", 0, how)]


def mutants_survived(labs: Sequence[Lab], say: Say) -> list[Row]:
    """Grade the mutants that tests/labs/*/changes.toml makes of the references; [] where this checkout has none."""
    tried = survived = 0
    with Grader(slots=1) as grader:
        for lab in labs:
            for name, source in _mutants(lab).items():
                tried += 1
                if _passes(grader.grade(lab, source, seed=_MUTANT_SEED)):
                    survived += 1
                    say(f"{lab.slug}: the mutant {name} passes")
    how = f"{tried} mechanical changes of the references of {len(labs)} labs, seed {_MUTANT_SEED}"
    return [Row("mutants_survived", survived, "", 0, how)] if tried else []


def _passes(report: Report) -> bool:
    return report.verdict == Verdict.PASSED


def _mutants(lab: Lab) -> dict[str, str]:
    path = Path(settings.ROOT) / "tests" / "labs" / lab.slug / "changes.toml"
    if not path.is_file():
        return {}
    changes: dict[str, Any] = tomllib.loads(path.read_text()).get("mutant", {})
    return {name: _changed(lab, name, change) for name, change in changes.items()}


def _changed(lab: Lab, name: str, change: dict[str, str]) -> str:
    old, new = change["old"], change["new"]
    if old not in lab.reference:
        raise BenchError(f"The mutant {name} of {lab.slug} does not fit its reference any more.")
    return lab.reference.replace(old, new) if old else lab.reference + new


def _listed(seeds: Sequence[int]) -> str:
    more = f" and {len(seeds) - 20} more" if len(seeds) > 20 else ""
    return ", ".join(map(str, seeds[:20])) + more
