"""Changes of each reference must fail: `<slug>/changes.toml` lists them.

`[mutant.NAME]` is mechanical: a gradient zeroed, doubled, flipped, detached or missing, an output or an input changed,
evaluation ignored. `[unlisted.NAME]` is a mistake that no `wrong/*.py` describes. Each replaces `old`, or is appended
to the reference when `old` is empty. It must not be told a reason, except those in `named`, which are true of it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from catalog.entries import Lab
from grader.service import Grader
from grader.verdicts import Verdict

CHANGES: dict[tuple[str, str, str], dict[str, Any]] = {
    (path.parent.name, kind, name): change
    for path in sorted(Path(__file__).parent.glob("*/changes.toml"))
    for kind, changes in tomllib.loads(path.read_text()).items()
    for name, change in changes.items()
}
LEAST_MUTANTS, LEAST_UNLISTED = 6, 3


@pytest.mark.parametrize("key", CHANGES, ids="-".join)
def test_changed_reference_fails_without_a_false_name(
    grader: Grader, labs: dict[str, Lab], key: tuple[str, str, str]
) -> None:
    lab, change = labs[key[0]], CHANGES[key]

    report = grader.grade(lab, changed(lab.reference, change["old"], change["new"]), seed=3)

    assert report.verdict in (Verdict.FAILED, Verdict.RUNTIME_ERROR), report
    assert report.points < lab.points
    assert {check.misconception for check in report.checks if check.misconception} <= set(change.get("named", ()))


def changed(source: str, old: str, new: str) -> str:
    assert old in source, f"the reference does not hold {old!r}"
    return source.replace(old, new) if old else source + new


def test_every_lab_has_changes(labs: dict[str, Lab]) -> None:
    counts = {
        slug: [sum(key[:2] == (slug, kind) for key in CHANGES) for kind in ("mutant", "unlisted")] for slug in labs
    }

    assert {key[1] for key in CHANGES} == {"mutant", "unlisted"}
    assert not {slug: n for slug, n in counts.items() if n[0] < LEAST_MUTANTS or n[1] < LEAST_UNLISTED}
