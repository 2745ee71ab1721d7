"""The policy that goes out with every page."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.middleware import ContentSecurityPolicyMiddleware, policy


def test_pages_allow_no_inline_script_and_no_inline_style() -> None:
    assert "unsafe" not in policy("/", [])


def test_the_admin_gets_a_looser_policy() -> None:
    assert "script-src 'self' 'unsafe-inline'" in policy("/admin/", [])


def test_no_page_may_be_framed() -> None:
    assert all("frame-ancestors 'none'" in policy(path, []) for path in ("/", "/admin/"))


def test_a_nonce_is_allowed_only_when_the_page_reads_it() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.csp_nonce) if request.path == "/reads/" else "")  # type: ignore[attr-defined]

    middleware = ContentSecurityPolicyMiddleware(view)
    read = middleware(RequestFactory().get("/reads/"))
    assert f"'nonce-{read.content.decode()}'" in read.headers["Content-Security-Policy"]
    assert "nonce" not in middleware(RequestFactory().get("/other/")).headers["Content-Security-Policy"]


def test_a_page_that_listens_elsewhere_may_connect_there() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        request.events_origin = "http://localhost:8001"  # type: ignore[attr-defined]
        return HttpResponse()

    headers = ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/")).headers
    assert "connect-src 'self' http://localhost:8001;" in headers["Content-Security-Policy"]
    assert "connect-src" not in policy("/", [])


@pytest.mark.django_db
def test_the_site_sends_it(client: Client) -> None:
    header = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert re.search(r"script-src 'self';", header)
