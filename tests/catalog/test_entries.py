from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.entries import Device, EntryPoint, Limits
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
