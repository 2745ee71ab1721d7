"""Figures for Prometheus, in its text format; read from the database when asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone

from submissions.models import RunDevice, Submission, SubmissionState


def text() -> str:
    """Return all figures; costs two queries."""
    return "\n".join([*_submissions(), *_queues()]) + "\n"


def _submissions() -> Iterator[str]:
    yield "# HELP forward_pass_submissions Submissions by state and verdict."
    yield "# TYPE forward_pass_submissions gauge"
    counts = Submission.objects.order_by().values_list("state", "verdict").annotate(Count("pk"))
    for state, verdict, count in counts:
        yield f'forward_pass_submissions{{state="{state}",verdict="{verdict}"}} {count}'


def _queues() -> Iterator[str]:
    waiting = Submission.runs.filter(state=SubmissionState.QUEUED).order_by().values_list("device")
    found = {device: (count, oldest) for device, count, oldest in waiting.annotate(Count("pk"), Min("created_at"))}
    now = timezone.now()
    yield "# HELP forward_pass_queue_length Submissions that wait for a worker."
    yield "# TYPE forward_pass_queue_length gauge"
    for device in RunDevice.values:
        yield f'forward_pass_queue_length{{device="{device}"}} {found.get(device, (0, None))[0]}'
    yield "# HELP forward_pass_queue_oldest_seconds Age of the submission that waits longest; 0 when none waits."
    yield "# TYPE forward_pass_queue_oldest_seconds gauge"
    for device in RunDevice.values:
        oldest = found.get(device, (0, now))[1]
        yield f'forward_pass_queue_oldest_seconds{{device="{device}"}} {(now - oldest).total_seconds():.1f}'
