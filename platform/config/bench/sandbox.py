"""What confinement costs: beside the same work in one process, and beside a fresh process per submission."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from catalog.entries import Lab
from config.bench.rows import Bound, Row, milliseconds, p50, p95
from grader.service import PRELOAD, Grader
from sandbox.client import ChildSpec, Warden
from sandbox.frames import Frame
from sandbox.limits import ChildLimits

_RUNS = 100
_COLD_RUNS = 3
_CONCURRENT = 4


def rows(lab: Lab) -> list[Row]:
    """Measure the sandbox with `lab`, a small one; takes about half a minute."""
    return [*_overhead(), _cold_over_warm(lab), _memory_per_grade()]


def _overhead() -> list[Row]:
    """Time runs of a child that does nothing: beyond in-process work, which is nothing, all of it is overhead."""
    warden = Warden(PRELOAD)
    warden.start()
    try:
        child = ChildSpec("grader.warmth:nothing", Frame({}))
        samples = [milliseconds(lambda: warden.run([child], on_frame=_ignore)) for _ in range(_RUNS)]
    finally:
        warden.close()
    how = f"{_RUNS} confined runs of an empty child on a warm warden, from the request to the reaped child"
    return [
        Row("confined_overhead_p50_ms", p50(samples), "ms", 25, how),
        Row("confined_overhead_p95_ms", p95(samples), "ms", 50, how),
    ]


def _cold_over_warm(lab: Lab) -> Row:
    with Grader(slots=1) as grader:
        grader.grade(lab, lab.reference, seed=1)
        warm = p50([milliseconds(lambda: grader.grade(lab, lab.reference, seed=1)) for _ in range(20)])

    def cold_grade() -> None:
        with Grader(slots=1) as fresh:
            fresh.grade(lab, lab.reference, seed=1)

    cold = p50([milliseconds(cold_grade) for _ in range(_COLD_RUNS)])
    how = f"median of {_COLD_RUNS} grades with a confined interpreter each ÷ median of 20 warm ones, {lab.slug}"
    return Row("cold_over_warm", cold / warm, "×", 20, how, Bound.AT_LEAST)


def _memory_per_grade() -> Row:
    """Compare the memory of the whole warden tree with and without waiting grades in it."""
    warden = Warden(PRELOAD, slots=_CONCURRENT)
    warden.start()
    try:
        before = _held_bytes(warden)
        measured: list[int] = []

        def look() -> bool:
            measured.append(_held_bytes(warden))
            return False

        pair = [ChildSpec("grader.warmth:wait", Frame({}), ChildLimits(wall_seconds=2.0))] * 2
        with ThreadPoolExecutor(_CONCURRENT) as threads:
            for _ in range(_CONCURRENT):
                threads.submit(warden.run, pair, on_frame=_ignore, cancelled=look)
    finally:
        warden.close()
    per_grade = (max(measured) - before) / _CONCURRENT / 1e6
    how = f"what each of {_CONCURRENT} grades of two waiting children adds to the proportional set sizes of all"
    return Row("memory_per_grade_mb", per_grade, "MB", 60, how)


def _held_bytes(warden: Warden) -> int:
    """Add up the warden's process tree; a page that several share counts once (proportional set size)."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listing.splitlines())}
    tree = {warden.pid}
    for _ in range(4):
        tree |= {pid for pid, parent in parents.items() if parent in tree}
    return sum(_proportional(pid) for pid in tree if pid)


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _ignore(_child: int, _frame: Frame) -> None:
    """Drop what a child says."""
