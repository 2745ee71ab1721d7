"""Authors' sources travel compiled; what does not compile travels as text, so that its child can say why."""

from __future__ import annotations

from dataclasses import replace

from grader.bytecode import compiled, restored
from grader.service import Grader
from grader.verdicts import Verdict
from grading import REFERENCE, tiny_lab


def test_code_comes_back_and_names_its_file() -> None:
    code = restored(compiled("answer = 6 * 7\n", "reference.py"))

    assert code is not None
    space: dict[str, int] = {}
    exec(code, space)
    assert (space["answer"], code.co_filename) == (42, "reference.py")


def test_what_does_not_compile_is_left_to_its_child() -> None:
    assert restored(compiled("def f(:\n", "checks.py")) is None
    assert restored(compiled("x = " + "(" * 500 + ")" * 500, "checks.py")) is None
    assert restored(compiled("\0", "checks.py")) is None


def test_a_lab_is_compiled_once(grader: Grader) -> None:
    lab = replace(tiny_lab(), reference=REFERENCE + "# one of a kind\n")
    grader.grade(lab, REFERENCE)
    misses = compiled.cache_info().misses

    report = grader.grade(lab, REFERENCE)

    assert report.verdict == Verdict.PASSED
    assert compiled.cache_info().misses == misses
