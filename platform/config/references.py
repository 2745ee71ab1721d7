"""Gives every request a reference, by which what went wrong on a page is found again in the log."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that reads like a digit, for it may be read aloud
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NONE = "-"

_current: ContextVar[str] = ContextVar("reference", default=_NONE)


class ReferenceMiddleware:
    """Put `request.reference` on every request, and the same on its answer and on what is logged meanwhile.

    It is the proxy's X-Request-ID where TRUST_REQUEST_ID is on and the header is well formed; else it is drawn.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = _given(request) or make_reference()
        request.reference = reference  # type: ignore[attr-defined]
        token = _current.set(reference)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response.headers[HEADER] = reference
        return response


class ReferenceFilter(logging.Filter):
    """Let every record through, with the `reference` of the request it belongs to, "-" where it belongs to none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = _current.get()
        return True


def make_reference() -> str:
    """Draw a reference of 40 bits, `7F3K-Q9MX`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _given(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "") if settings.TRUST_REQUEST_ID else ""
    return given if _GIVEN.fullmatch(given) else ""
