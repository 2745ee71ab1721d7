"""Content work done by workers."""

from __future__ import annotations

from celery import shared_task

from content.services import labs


@shared_task(queue="labs.cpu")
def verify_lab(version_id: int) -> None:
    labs.verify(version_id=version_id)
