from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.entries import Device, EntryPoint, Fact, Lesson, Level, Limits
from catalog.files import read_lab
from catalog.fingerprint import fingerprint

LAB = read_lab(Path(__file__).parent / "sample/labs/scale-rows")


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "x = 2\n"},
        {"checks": "x = 2\n"},
        {"starter": "x = 2\n"},
        {"fixtures": "x = 2\n"},
        {"wrong": {}},
        {"files": {"data/rows.bin": b"other"}},
        {"public_files": ()},
        {"limits": Limits(wall_seconds=3)},
        {"points": 11.0},
        {"seeds": (1,)},
        {"device": Device.CUDA},
        {"forbidden": ()},
        {"entry_points": (EntryPoint("other", "other(x)"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_grading_depends_on_changes_the_version(change: dict[str, Any]) -> None:
    assert replace(LAB, **change).version != LAB.version


@pytest.mark.parametrize("change", [{"title": "T"}, {"statement": "S\n"}, {"hints": ()}, {"draft": True}])
def test_wording_changes_the_fingerprint_and_not_the_version(change: dict[str, Any]) -> None:
    assert replace(LAB, **change).version == LAB.version
    assert fingerprint(replace(LAB, **change)) != fingerprint(LAB)


LESSON = Lesson("a", "A", "Why?", "Because.", "G", 1, Level.BEGINNER, "Text.\n")


def test_a_lesson_without_facts_keeps_the_fingerprint_it_had_before_there_were_any() -> None:
    before = "aae8c124f56eb886a40185847a6842c056ff2e1830964f25c36c400415c3ef02"
    assert fingerprint(LESSON) == before


def test_a_fact_changes_the_fingerprint() -> None:
    fact = Fact("Score", "56.5 %", "2026-11-21", "A paper", "2027-11-21")
    assert fingerprint(replace(LESSON, facts=(fact,))) != fingerprint(LESSON)
