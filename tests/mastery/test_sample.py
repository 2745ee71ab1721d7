"""The verdict on the home page."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from catalog.files import read_lab
from grader.service import Grader
from mastery.sample import sample

MEASURED = {"wall_ms", "cpu_ms", "max_rss_bytes"}


def test_it_is_what_the_grader_says_today(grader: Grader) -> None:
    kept = sample()
    lab = read_lab(Path(settings.ROOT) / "labs" / kept.report["lab"])

    report = json.loads(json.dumps(grader.grade(lab, kept.source, seed=kept.report["seed"]).as_json()))

    assert {k: v for k, v in report.items() if k not in MEASURED} == {
        k: v for k, v in kept.report.items() if k not in MEASURED
    }, "make it again: manage.py grade LAB FILE --json --seed 7"


def test_it_names_a_bug() -> None:
    assert any(check["misconception_note"] for check in sample().report["checks"])
