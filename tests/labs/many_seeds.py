"""Judge right solutions over many seeds, and say which seed any of them fails.

    PYTHONPATH=platform .venv/bin/python tests/labs/many_seeds.py [--reference 1000] [--correct 50] [LAB …]

Reference and judge run here in one process, without the sandbox's two forks a grade, for these programs are ours;
checks, comparison and seeds are those of a grade. One thread. Exit 1 when a seed fails.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import torch

from catalog.entries import Lab
from catalog.files import read_lab
from grader import referee
from grader.candidate import unpack_files
from grader.server import Server, load_module
from grader.service import _Job
from grader.subject import in_process
from sandbox.frames import Frame

ROOT = Path(__file__).resolve().parents[2]


def programs(lab: Lab, reference_seeds: int, correct_seeds: int) -> Iterator[tuple[str, str, int]]:
    """Yield name, source and number of seeds of every right solution of a lab."""
    yield "reference.py", lab.reference, reference_seeds
    for path in sorted((ROOT / "tests" / "labs" / lab.slug).glob("correct_*.py")):
        yield path.name, path.read_text(), correct_seeds


def verdict(lab: Lab, source: str, seed: int) -> dict[str, Any]:
    """Judge `source` once; return the last event, `done`."""
    told: list[dict[str, Any]] = []
    referee.send = lambda _, frame: told.append(frame.tree)  # type: ignore[assignment]
    frame: Frame = _Job(lab, source, seed, "cpu", 1, False).children()[0].payload
    unpack_files(frame.tree["files"], memoryview(frame.blob))
    fixtures = load_module("fixtures", lab.fixtures, "fixtures.py") if lab.fixtures else None
    if fixtures:
        sys.modules["fixtures"] = fixtures
    candidate = in_process(Server(source, filename="solution.py", fixtures=fixtures, forbidden=lab.forbidden))
    referee._Referee(frame.tree, None, candidate).judge(lambda: None)  # type: ignore[arg-type]
    return told[-1]


def failures(lab: Lab, source: str, seeds: int) -> Iterator[str]:
    for seed in range(seeds):
        done = verdict(lab, source, seed)
        if done["verdict"] != "passed":
            wrong = next((check for check in done["checks"] if check["status"] != "passed"), {"id": "", "message": ""})
            yield f"seed {seed}: {done['verdict']} at {wrong['id']}: {wrong['message']} {done['message']}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=int, default=1000)
    parser.add_argument("--correct", type=int, default=50)
    parser.add_argument("labs", nargs="*")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for slug in asked.labs or sorted(path.parent.name for path in (ROOT / "labs").glob("*/lab.toml")):
            lab = read_lab(ROOT / "labs" / slug)
            for name, source, seeds in programs(lab, asked.reference, asked.correct):
                began = time.process_time()
                wrong = list(failures(lab, source, seeds))
                seconds = time.process_time() - began
                failed += len(wrong)
                print(f"{slug} {name}: {seeds - len(wrong)} of {seeds} seeds passed, {seconds:.0f} s", flush=True)
                print("".join(f"  {line}\n" for line in wrong[:5]), end="", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
