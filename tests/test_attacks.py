"""Every file in attacks/ is a program that attacks the grader; its name starts with the verdict that it must get."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import attack_corpus
from attack_corpus import ATTACKS, CLASSES, attack, expected, first_line
from grader.service import Grader
from grader.verdicts import Verdict
from grading import tiny_lab
from sandbox import landlock
from sandbox.confine import Layers, Mode

LAB = tiny_lab()
WEAK_HOSTS = Path(__file__).with_name("sandbox") / "weak_hosts.py"
# What a host without namespaces answers otherwise, and why that harms nobody.
UNDER_LANDLOCK = {
    "failed_kills_its_group": (Verdict.RUNTIME_ERROR, "it is no first process, which no signal of its own ends"),
    "failed_stops_its_group": (Verdict.TIMED_OUT, "it is no first process, which no signal of its own stops"),
    "failed_makes_files_without_end": (Verdict.RUNTIME_ERROR, "no tmpfs says no: the warden counts, and ends it"),
    "failed_makes_folders_without_end": (Verdict.RUNTIME_ERROR, "no tmpfs says no: the warden counts, and ends it"),
}
SHOWN_UNDER_LANDLOCK = {"failed_learns_the_hosts_name": "only a UTS namespace hides it"}


@pytest.mark.parametrize("program", ATTACKS, ids=lambda path: path.stem)
def test_attack_gets_the_verdict_in_its_name_and_leaves_nothing(grader: Grader, program: Path) -> None:
    report, wrong = attack(grader, program)

    assert report.verdict == expected(program), report
    assert wrong == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder for temporary files that every user may write to."""
    folder = Path(tempfile.mkdtemp(prefix="forward-pass-attacks-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="only root can take namespaces away and try it as other users")
@pytest.mark.parametrize(
    ("host", "mode"),
    [
        ("plain-user", Mode.NAMESPACES),
        pytest.param("docker-root", Mode.LANDLOCK, marks=pytest.mark.skipif(not landlock.abi(), reason="no Landlock")),
        pytest.param("docker-user", Mode.LANDLOCK, marks=pytest.mark.skipif(not landlock.abi(), reason="no Landlock")),
    ],
)
def test_the_attacks_get_no_further_on_other_hosts(host: str, mode: Mode, open_folder: Path) -> None:
    told = attacks_on(host, open_folder)

    assert Layers(**told["layers"]).mode == mode
    assert told["attacks"].keys() == {path.stem for path in ATTACKS}
    other, shown = (UNDER_LANDLOCK, SHOWN_UNDER_LANDLOCK) if mode == Mode.LANDLOCK else ({}, {})
    strayed = {}
    for program in ATTACKS:
        verdict, _ = other.get(program.stem, (expected(program), ""))
        found = told["attacks"][program.stem]
        if found["verdict"] != verdict or (found["wrong"] and program.stem not in shown):
            strayed[program.stem] = found
    assert strayed == {}
    assert told["left"] == []


def attacks_on(host: str, folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    """Try every attack as on `host`, with `folder` for temporary files, and return what the corpus tells."""
    command = [sys.executable, str(WEAK_HOSTS), host, "--", sys.executable, attack_corpus.__file__]
    paths = os.pathsep.join(filter(None, sys.path))
    environment = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(folder),
        "PYTHONPATH": paths,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=900, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return dict(json.loads(ended.stdout))


def test_a_program_that_speaks_the_protocol_itself_passes_when_it_is_right(grader: Grader) -> None:
    """Show that the attacks on the link reach the referee: without its lie, one of them is a correct solution."""
    forger = Path(ATTACKS[0].parent, "runtime_error_answers_with_a_number_that_is_equal.py").read_text()
    honest = forger.replace('float(asked["id"])', 'asked["id"]')

    assert honest != forger
    assert grader.grade(LAB, honest, seed=1).verdict == Verdict.PASSED


def test_what_an_attack_leaves_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(attack_corpus, "_PATIENCE_SECONDS", 0)
    program = tmp_path / attack_corpus.MARK
    shutil.copy(Path(shutil.which("sleep") or "").resolve(), program)

    with subprocess.Popen([program, "60"]) as process:
        left, seen, ends = {f"file {program}", f"process {process.pid}"}, set[str](), time.monotonic() + 20
        while not left <= seen and time.monotonic() < ends:  # a process has no name until it has become the program
            seen = {*attack_corpus.left_behind()}
        process.kill()

    assert left <= seen


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
