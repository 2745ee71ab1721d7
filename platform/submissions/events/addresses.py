"""Where a page listens, and the signed permission in that address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from submissions.models import Submission

PREFIX = "/events/submissions/"
TOKEN_SECONDS = 600
_SALT = "submissions.events"


@dataclass(frozen=True, slots=True)
class Permission:
    """One learner may follow one submission from pages of one origin."""

    submission_id: UUID
    learner_id: int
    origin: str


def events_url(request: HttpRequest, submission: Submission) -> str:
    """Return where the page follows the submission; "" when it is to poll.

    It polls without an events process, for a submission that has ended, and for everybody but the owner. The page's
    policy is told to allow the address, where that is not the page's own origin.
    """
    if not settings.EVENTS_URL or not submission.is_unfinished or submission.learner_id != request.user.pk:
        return ""
    allow_events(request)
    origin = events_origin(request)
    site = f"{request.scheme}://{request.get_host()}"
    return f"{origin}{PREFIX}{submission.pk}/?token={sign(Permission(submission.pk, submission.learner_id, site))}"


def allow_events(request: HttpRequest) -> None:
    """Have the page's policy allow the origin of events, where that is not its own."""
    if settings.EVENTS_URL:
        request.events_origin = events_origin(request)  # type: ignore[attr-defined]


def events_origin(request: HttpRequest) -> str:
    """Read EVENTS_URL: "/" is the page's own origin (returned as ""), ":8001" another port of it, else an origin."""
    address: str = settings.EVENTS_URL
    if not address.startswith(":"):
        return address.rstrip("/")
    name = urlsplit(f"//{request.get_host()}").hostname or ""
    return f"{request.scheme}://{f'[{name}]' if ':' in name else name}{address}"


def sign(permission: Permission) -> str:
    parts = [str(permission.submission_id), permission.learner_id, permission.origin]
    return signing.dumps(parts, salt=_SALT, compress=True)


def read(token: str) -> Permission | None:
    """Return what a token permits; None when it is not ours or too old."""
    try:
        submission_id, learner_id, origin = signing.loads(token, salt=_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    return Permission(UUID(submission_id), learner_id, origin)
