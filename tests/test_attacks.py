"""Every file in attacks/ is a program that attacks the grader; its name starts with the verdict that it must get."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from attack_corpus import ATTACKS, CLASSES, attack, expected, first_line
from grader.service import Grader
from grader.verdicts import Verdict
from grading import tiny_lab

LAB = tiny_lab()


@pytest.mark.parametrize("program", ATTACKS, ids=lambda path: path.stem)
def test_attack_gets_the_verdict_in_its_name_and_leaves_nothing(grader: Grader, program: Path) -> None:
    report, wrong = attack(grader, program)

    assert report.verdict == expected(program), report
    assert wrong == []


def test_the_names_cover_every_verdict_an_attack_can_get() -> None:
    assert {expected(path) for path in ATTACKS} == {
        Verdict.FAILED, Verdict.RUNTIME_ERROR, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.OUTPUT_LIMIT,
        Verdict.FORBIDDEN,
    }  # fmt: skip


def test_every_attack_says_its_class_and_every_class_has_several() -> None:
    counts = Counter(first_line(path).split(": ")[0] for path in ATTACKS)

    assert set(counts) == set(CLASSES)
    assert min(counts.values()) >= 5, counts


def test_what_a_run_leaves_in_its_folder_is_gone_for_the_next(grader: Grader) -> None:
    leaves = "open('note', 'w').write('here')\ndef solve(x):\n    return x\n"
    looks = "import os\nprint(os.listdir('.'))\ndef solve(x):\n    return x\n"

    grader.grade(LAB, leaves, seed=1)

    assert grader.grade(LAB, looks, seed=1).stdout == "[]\n"


def test_hidden_files_do_not_reach_the_candidate(grader: Grader) -> None:
    lab = replace(LAB, files={"shown.txt": b"1", "secret.txt": b"2"}, public_files=("shown.txt",))

    report = grader.grade(lab, "import os\nprint(os.listdir('.'))\ndef solve(x):\n    return x\n", seed=1)

    assert report.stdout == "['shown.txt']\n"
