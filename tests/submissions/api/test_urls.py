"""The schema describes every address and validates."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.test import Client


def test_the_schema_validates_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null", stdout=io.StringIO())
    assert "Warning" not in capsys.readouterr().err


def test_the_schema_is_served_with_every_address(client: Client, db: None) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    assert set(schema["paths"]) == {
        "/api/v1/attempts/",
        "/api/v1/attempts/{id}/",
        "/api/v1/labs/",
        "/api/v1/labs/{slug}/",
        "/api/v1/labs/{slug}/submissions/",
        "/api/v1/search/",
        "/api/v1/submissions/",
        "/api/v1/submissions/{id}/",
        "/api/v1/submissions/{id}/cancel/",
        "/api/v1/token/",
    }
    assert (
        "application/problem+json"
        in schema["paths"]["/api/v1/labs/{slug}/submissions/"]["post"]["responses"]["429"]["content"]
    )
