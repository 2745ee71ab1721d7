"""A Celery application whose grader only waits: `celery -A slow_worker worker`.

It notes each start of a grade as a line in the file that FAKE_GRADES names, then takes FAKE_GRADE_SECONDS.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.entries import Lab
from config.celery import app
from grader import service
from grader.report import Report
from grader.verdicts import Verdict

__all__ = ["app"]


class WaitingGrader:
    def start(self) -> None:
        """Do nothing: there is no warden to warm."""

    def close(self) -> None:
        """Do nothing: there is no warden to end."""

    def grade(self, lab: Lab, source: str, *, device: str, cancelled: Callable[[], bool], **_: Any) -> Report:
        with Path(os.environ["FAKE_GRADES"]).open("a") as grades:
            grades.write(f"{source.strip()}\n")
        ends_at = time.monotonic() + float(os.environ["FAKE_GRADE_SECONDS"])
        while time.monotonic() < ends_at:
            if cancelled():
                raise service.Cancelled
            time.sleep(0.02)
        return Report(lab.slug, lab.version, Verdict.PASSED, 10.0, 10.0, device, 1, 1.0, 1.0, 1)


service.shared = WaitingGrader  # type: ignore[assignment]
