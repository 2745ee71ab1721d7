"""Fuzz one target with atheris, starting from the kept corpus. Needs Linux on x86_64.

    .venv/bin/python tests/sandbox/fuzz/run.py TARGET SECONDS FOLDER

FOLDER receives what is found on the way: inputs that reach new code, and a file for each failure.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[2] / "platform"), str(HERE)]

import atheris  # noqa: E402
import torch  # noqa: E402 - loaded before instrumenting, so that only our own code guides the search

with atheris.instrument_imports(include=["sandbox.frames", "sandbox.wire", "grader.subject"]):
    from targets import TARGETS

LONGEST_INPUT = 4096
MEMORY_MB = 2048


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("seconds", type=int, help="processor seconds to spend")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    target, runs = TARGETS[arguments.target], 0
    started = time.process_time()

    def one(data: bytes) -> None:
        nonlocal runs
        runs += 1
        target(data)
        if runs % 1000 == 0 and time.process_time() - started >= arguments.seconds:
            report()

    def report() -> None:
        used = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{arguments.target}: {runs} runs, {used:.0f} s of CPU, peak {peak} MB, no finding", flush=True)
        os._exit(0)  # libFuzzer itself counts only wall time

    options = [f"-max_len={LONGEST_INPUT}", f"-rss_limit_mb={MEMORY_MB}", "-timeout=10", "-print_final_stats=1"]
    options += [f"-dict={HERE / 'words.dict'}", f"-artifact_prefix={arguments.folder}/failure-"]
    atheris.Setup([sys.argv[0], *options, str(arguments.folder), str(HERE / "corpus" / arguments.target)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
