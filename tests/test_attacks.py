"""Every file in attacks/ is a program that attacks the grader; its name ends in the verdict that it must get."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalog.entries import Limits
from grader.service import Grader
from grader.verdicts import Verdict
from grading import REFERENCE, tiny_lab

ATTACKS = sorted(Path(__file__).with_name("attacks").glob("*.py"))
LAB = tiny_lab(limits=Limits(wall_seconds=6, cpu_seconds=3, memory_bytes=256 << 20))


@pytest.mark.parametrize("program", ATTACKS, ids=lambda path: path.stem)
def test_attack_gets_the_verdict_in_its_name(grader: Grader, program: Path) -> None:
    report = grader.grade(LAB, program.read_text(), seed=1)

    assert report.verdict == Verdict(program.stem.split("__")[1]), report
    assert "ESCAPED" not in report.stdout
    assert report.points == 0
    after = grader.grade(LAB, REFERENCE, seed=1)
    assert after.verdict == Verdict.PASSED, "the next learner's grade was harmed"


def test_the_names_cover_every_verdict_an_attack_can_get() -> None:
    assert {path.stem.split("__")[1] for path in ATTACKS} == {
        Verdict.FAILED, Verdict.RUNTIME_ERROR, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.OUTPUT_LIMIT,
        Verdict.FORBIDDEN,
    }  # fmt: skip


def test_what_a_run_leaves_in_its_folder_is_gone_for_the_next(grader: Grader) -> None:
    leaves = "open('/box/note', 'w').write('here')\ndef solve(x):\n    return x\n"
    looks = "import os\nprint(os.listdir('/box'))\ndef solve(x):\n    return x\n"

    grader.grade(LAB, leaves, seed=1)

    assert grader.grade(LAB, looks, seed=1).stdout == "[]\n"


def test_hidden_files_do_not_reach_the_candidate(grader: Grader) -> None:
    lab = replace(LAB, files={"shown.txt": b"1", "secret.txt": b"2"}, public_files=("shown.txt",))

    report = grader.grade(lab, "import os\nprint(os.listdir('.'))\ndef solve(x):\n    return x\n", seed=1)

    assert report.stdout == "['shown.txt']\n"
