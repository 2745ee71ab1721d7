"""One worker holds a row at a time: every write names the claim it was made under, and a lost claim writes nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from grader import verdicts
from grader.report import Report
from submissions import queues
from submissions.events.announcing import announce
from submissions.models import Submission, SubmissionState, Verdict
from submissions.storable import storable

MAX_DELIVERIES = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to grade one submission, until its lease runs out or the learner cancels."""

    submission_id: uuid.UUID
    token: uuid.UUID
    device: str
    deliveries: int

    @property
    def is_last(self) -> bool:
        return self.deliveries >= MAX_DELIVERIES


def claim(submission_id: uuid.UUID) -> Claim | None:
    """Take a waiting row; None when it doesn't wait (taken, finished, cancelled, unknown)."""
    token = uuid.uuid4()
    now = timezone.now()
    taken = Submission.runs.filter(pk=submission_id, state=SubmissionState.QUEUED).update(
        state=SubmissionState.RUNNING,
        claim=token,
        lease_until=now + _lease(),
        started_at=now,
        deliveries=F("deliveries") + 1,
        progress={},
    )
    if not taken:
        return None
    announce(submission_id, moves_queue=True)
    device, deliveries = Submission.runs.values_list("device", "deliveries").get(pk=submission_id)
    return Claim(submission_id, token, device, deliveries)


def renew(claim: Claim) -> bool:
    """Extend the lease; False when the row was cancelled or passed to another worker."""
    return bool(_held(claim).update(lease_until=timezone.now() + _lease()))


def progress(claim: Claim, state: dict[str, Any]) -> bool:
    """Store how far the run has come, for the learner to watch; False when the claim is lost."""
    return _write(claim, progress=storable(state))


def finish(claim: Claim, report: Report) -> bool:
    """Write the report, once; False when the claim is lost.

    `internal_error` is ours: the row goes back to the queue until its deliveries are used up.
    """
    if report.verdict is verdicts.Verdict.INTERNAL_ERROR and not claim.is_last:
        return give_back(claim)
    return _write(
        claim,
        state=SubmissionState.FINISHED,
        verdict=report.verdict.value,
        points=report.points,
        max_points=report.max_points,
        report=storable(report.as_json()),
        **_ended(),
    )


def give_back(claim: Claim) -> bool:
    """End a claim that led to no verdict: queue the row again or, after the last delivery, blame ourselves."""
    if claim.is_last:
        return _write(claim, **blamed_on_us())
    with transaction.atomic():
        queued = _write(claim, **queued_again())
        if queued:
            transaction.on_commit(lambda: queues.ring(claim.submission_id, claim.device))
    return queued


def queued_again() -> dict[str, Any]:
    """Return the fields of a row that waits once more."""
    return {
        "state": SubmissionState.QUEUED,
        "claim": None,
        "lease_until": None,
        "started_at": None,
        "progress": {},
        "rung_at": timezone.now(),
    }


def blamed_on_us() -> dict[str, Any]:
    """Return the fields of a row that no worker could grade."""
    return {"state": SubmissionState.FINISHED, "verdict": Verdict.INTERNAL_ERROR, **_ended()}


def _ended() -> dict[str, Any]:
    return {"claim": None, "lease_until": None, "finished_at": timezone.now(), "progress": {}}


def _write(held: Claim, /, **fields: Any) -> bool:
    """Write fields of the claimed row and announce it; False when the claim is lost."""
    written = bool(_held(held).update(**fields))
    if written:
        announce(held.submission_id)
    return written


def _held(claim: Claim) -> QuerySet[Submission]:
    return Submission.runs.filter(pk=claim.submission_id, state=SubmissionState.RUNNING, claim=claim.token)


def _lease() -> timedelta:
    return timedelta(seconds=settings.SUBMISSION_LEASE_SECONDS)
