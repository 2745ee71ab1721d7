"""What every request goes through: what a page may load, and the language it is drawn in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

_COMMON = (
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# The admin's theme evaluates expressions in attributes.
_LOOSER = {"/admin/": "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"}


def _is_translated(path: str) -> bool:
    """Tell whether people read what stands there; what programs read and the admin are in the site's own language."""
    return path == reverse("api-reference") or not path.startswith(("/api/", "/admin/"))


class LanguageMiddleware(LocaleMiddleware):
    """Draw pages in the language of the cookie, else of Accept-Language, else English."""

    def process_request(self, request: HttpRequest) -> None:
        if _is_translated(request.path):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if _is_translated(request.path) else response


class ContentSecurityPolicyMiddleware:
    """Send a strict policy with every page, and a looser one where a vendored page needs it.

    `request.csp_nonce` makes a nonce when a template first reads it; only then does the policy allow that one.
    `request.events_origin`, where a view sets it, is the origin that the page may listen to.
    The nonce lets the code editor add its style sheet; no page of ours has inline scripts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonces: list[str] = []

        def make_nonce() -> str:
            nonces.append(secrets.token_urlsafe(16))
            return nonces[0]

        request.csp_nonce = cast("str", SimpleLazyObject(make_nonce))  # type: ignore[attr-defined]
        response = self.get_response(request)
        events = getattr(request, "events_origin", "")
        response.headers.setdefault("Content-Security-Policy", policy(request.path, nonces, events=events))
        return response


def policy(path: str, nonces: list[str], *, events: str = "") -> str:
    """Return the policy for the page at `path`, whose style sheets may carry one of `nonces`.

    `events` is the origin that a page listens to for events; "" when that is its own, or none.
    """
    for prefix, sources in _LOOSER.items():
        if path.startswith(prefix):
            return f"default-src 'self'; {sources}; {_COMMON}"
    styles = " ".join(["'self'", *(f"'nonce-{nonce}'" for nonce in nonces)])
    connect = f"connect-src 'self' {events}; " if events else ""
    return f"default-src 'self'; script-src 'self'; style-src {styles}; {connect}{_COMMON}"
