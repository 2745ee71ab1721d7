"""A reference goes with every request: into the answer, into the log, onto the page."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.references import HEADER, ReferenceFilter, ReferenceMiddleware

FORM = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


def answered(given: str = "") -> tuple[str, str, str]:
    """Return what the view saw, what a line logged meanwhile carries, and what was answered."""
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        record = logging.makeLogRecord({})
        ReferenceFilter().filter(record)
        seen.extend([request.reference, record.reference])  # type: ignore[attr-defined]
        return HttpResponse()

    headers = {HEADER: given} if given else {}
    response = ReferenceMiddleware(view)(RequestFactory().get("/", headers=headers))
    return (*seen, response.headers[HEADER])  # type: ignore[return-value]


def test_each_request_has_one_of_its_own() -> None:
    first, logged, sent = answered()
    assert FORM.fullmatch(first)
    assert first == logged == sent != answered()[0]


def test_outside_a_request_a_line_says_so() -> None:
    record = logging.makeLogRecord({})
    assert ReferenceFilter().filter(record)
    assert record.reference == "-"  # type: ignore[attr-defined]


def test_what_a_visitor_sends_is_not_believed(settings: Any) -> None:
    assert answered("11111111-2222") != ("11111111-2222",) * 3
    settings.TRUST_REQUEST_ID = True
    assert answered("11111111-2222") == ("11111111-2222",) * 3


@pytest.mark.parametrize("given", ["short", "x" * 65, "line\tbreak-", "<script>x", "späße-äöü"])
def test_nor_what_is_not_well_formed(settings: Any, given: str) -> None:
    settings.TRUST_REQUEST_ID = True
    assert FORM.fullmatch(answered(given)[0])
