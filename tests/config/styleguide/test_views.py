"""The style guide: there while DEBUG is on, and not an address otherwise."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import NoReverseMatch, reverse


def test_it_is_no_address_of_a_site_that_serves(client: Client, db: None) -> None:
    assert client.get("/styleguide/").status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NoReverseMatch):
        reverse("styleguide")


def test_it_shows_every_component_and_token(client: Client, db: None, debugging: None) -> None:
    answer = client.get("/styleguide/")
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert "style=" not in page
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    names = [folder.name for folder in site.COMPONENTS.iterdir() if folder.is_dir()]
    assert [name for name in names if f'id="{name}"' not in page] == []
    assert all(f"--{token}<" in page for token in ("ink", "on-accent", "text-4xl", "space-8", "radius-lg", "quick"))


def test_it_can_be_read_from_right_to_left(client: Client, db: None, debugging: None) -> None:
    assert 'guide" dir="rtl"' in client.get("/styleguide/?dir=rtl").content.decode()
    assert 'guide" dir="ltr"' in client.get("/styleguide/?dir=up").content.decode()
