"""Grade one submission: claim it, run the grader under the lease, write the report."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from catalog.entries import Lab
from grader.report import Report
from grader.verdicts import Verdict
from submissions.models import Submission
from submissions.progress import Progress
from submissions.services import leases
from submissions.services.leases import Claim

logger = logging.getLogger(__name__)

RENEW_SECONDS = 1.0


class Grades(Protocol):
    """What grades: `grader.service.Grader`, or a fake in tests."""

    def grade(
        self,
        lab: Lab,
        source: str,
        *,
        device: str = ...,
        trace: bool = ...,
        visible_only: bool = ...,
        on_event: Callable[[dict[str, Any]], None] | None = ...,
        cancelled: Callable[[], bool] | None = ...,
    ) -> Report: ...


class Watch:
    """Keeps one claim alive from inside the grading thread and passes progress on; holds no lock and no transaction."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._renewed_at = time.monotonic()
        self._progress = Progress(now=self._renewed_at)
        self.is_lost = False

    def cancelled(self) -> bool:
        """Renew the lease about once a second and store what is new; True as soon as the claim is lost."""
        now = time.monotonic()
        self._store(now)
        if not self.is_lost and now - self._renewed_at >= RENEW_SECONDS:
            self._renewed_at = now
            self.is_lost = not leases.renew(self._claim)
        return self.is_lost

    def on_event(self, event: dict[str, Any]) -> None:
        self._progress.add(event)
        self._store(time.monotonic())

    def _store(self, now: float) -> None:
        state = self._progress.take(now=now)
        if state is not None:
            leases.progress(self._claim, state)


def grade(submission_id: UUID, *, grader: Grades) -> bool:
    """Grade a waiting submission; False when it wasn't waiting, was cancelled meanwhile or has to be graded again."""
    claim = leases.claim(submission_id)
    if claim is None:
        return False
    submission = Submission.runs.select_related("lab_version__lab").get(pk=submission_id)
    watch = Watch(claim)
    try:
        report = grader.grade(
            submission.lab_version.entry(),
            submission.source,
            device=submission.device,
            trace=submission.trace,
            visible_only=submission.visible_only,
            on_event=watch.on_event,
            cancelled=watch.cancelled,
        )
    except Exception:
        if not watch.is_lost:
            logger.exception("Grading submission %s failed on our side.", submission_id)
            leases.give_back(claim)
        return False
    if report.verdict is Verdict.INTERNAL_ERROR:
        logger.error("The grader blames itself for submission %s: %s", submission_id, report.message)
    return leases.finish(claim, report)
