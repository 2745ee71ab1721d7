"""What the broker delivers; each task takes ids and calls one service."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from grader.service import shared
from submissions import services


@shared_task(acks_late=True, ignore_result=True)
def grade_submission(submission_id: str) -> None:
    """Grade one submission with this process's grader. Runs in a worker of `labs.cpu` or `labs.gpu`."""
    services.grade(UUID(submission_id), grader=shared())


@shared_task(ignore_result=True)
def sweep() -> None:
    """Set going again what a killed worker or a lost message left behind."""
    services.sweep()
