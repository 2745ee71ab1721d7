"""Calls services in a site's own process: reads [name, arguments] as a JSON line, writes the result as another."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from catalog.entries import Catalog  # noqa: E402
from config.health import probes  # noqa: E402
from content.models import Lab  # noqa: E402
from content.services.loading import load  # noqa: E402
from grading import tiny_lab  # noqa: E402
from submissions import services, tasks  # noqa: E402
from submissions.models import Submission  # noqa: E402


def prepare() -> None:
    """Migrate, and make ada and a published lab."""
    call_command("migrate", verbosity=0)
    User.objects.create_user("ada")
    load(Catalog(labs=(tiny_lab(),)))
    Lab.objects.update(is_published=True)


def hand_in(source: str) -> str:
    return str(services.hand_in(learner=User.objects.get(), lab=Lab.objects.get(), source=source).pk)


def cancel(submission_id: str) -> bool:
    return services.cancel(submission=Submission.objects.get(pk=submission_id))


def row(submission_id: str) -> dict[str, Any]:
    submission = Submission.objects.get(pk=submission_id)
    return {name: getattr(submission, name) for name in ("state", "verdict", "points", "deliveries", "report")}


def count() -> int:
    return Submission.objects.count()


def sweep() -> None:
    """Sweep in the worker, as beat would have it."""
    tasks.sweep.delay()


def parts() -> dict[str, str]:
    return {name: probe().problem for name, probe in probes.PARTS.items()}


def broker_socket() -> str:
    return str(settings.BROKER_SOCKET)


def forget_ring(submission_id: str) -> None:
    """Make it long ago that the broker was told of a submission."""
    Submission.objects.filter(pk=submission_id).update(rung_at=timezone.now() - timedelta(minutes=1))


CALLS: dict[str, Callable[..., Any]] = {
    call.__name__: call for call in (prepare, hand_in, cancel, row, count, sweep, parts, broker_socket, forget_ring)
}

for line in sys.stdin:
    name, arguments = json.loads(line)
    sys.stdout.write(json.dumps(CALLS[name](**arguments)) + "\n")
    sys.stdout.flush()
