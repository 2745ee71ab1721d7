"""Find the rows that a killed worker or a lost message left behind, and set them going again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from kombu.exceptions import OperationalError

from submissions import queues
from submissions.events.announcing import announce
from submissions.models import RunDevice, Submission, SubmissionState
from submissions.services.leases import MAX_DELIVERIES, blamed_on_us, queued_again

logger = logging.getLogger(__name__)

UNHEARD_AFTER = timedelta(seconds=20)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did, in rows."""

    requeued: int = 0
    given_up: int = 0
    rung: int = 0


def sweep() -> Swept:
    """Re-queue rows whose lease ran out, give up on those taken too often, and ring again for rows nobody heard of.

    Safe to run in several workers at once: each change is an UPDATE that names the state it found.
    """
    now = timezone.now()
    requeued, given_up = _collect_abandoned(now)
    return Swept(requeued=requeued, given_up=given_up, rung=_ring_unheard(now))


def _collect_abandoned(now: datetime) -> tuple[int, int]:
    """Return how many rows were queued again and how many were given up."""
    requeued = given_up = 0
    abandoned = Submission.runs.filter(state=SubmissionState.RUNNING, lease_until__lt=now)
    for pk, claim, deliveries, device in abandoned.values_list("pk", "claim", "deliveries", "device")[:BATCH]:
        row = abandoned.filter(pk=pk, claim=claim)
        if deliveries < MAX_DELIVERIES:
            if row.update(**queued_again()):
                requeued += 1
                announce(pk)
                queues.ring(pk, device)
        elif row.update(**blamed_on_us()):
            given_up += 1
            announce(pk)
            logger.error("Submission %s was lost by %s workers in turn and is now an internal error.", pk, deliveries)
    return requeued, given_up


def _ring_unheard(now: datetime) -> int:
    """Ring again for rows that have waited too long since the last ring.

    Waiting long is no loss while the broker holds a message for each row (a busy hour, no GPU worker yet); ringing
    for those would only make the queue longer.
    """
    rung = 0
    for device in RunDevice.values:
        waiting = Submission.runs.filter(state=SubmissionState.QUEUED, device=device)
        unheard = waiting.filter(rung_at__lt=now - UNHEARD_AFTER).order_by("created_at")
        ids = list(unheard.values_list("pk", flat=True)[:BATCH])
        if not ids or _messages(device) >= waiting.count():
            continue
        for pk in ids:
            if unheard.filter(pk=pk).update(rung_at=now) and queues.ring(pk, device):
                rung += 1
    return rung


def _messages(device: str) -> int:
    try:
        return queues.length(device)
    except OperationalError:
        return 0
