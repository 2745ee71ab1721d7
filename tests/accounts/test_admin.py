"""Accounts and the sidebar in the admin."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User


def test_staff_find_and_open_an_account(client: Client, ada: User, cleo: User) -> None:
    client.force_login(cleo, backend="django.contrib.auth.backends.ModelBackend")

    assert "ada@example.org" in client.get("/admin/accounts/user/").content.decode()
    assert client.get(f"/admin/accounts/user/{ada.pk}/change/").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 200


def test_a_learner_is_sent_away(client: Client, ada: User) -> None:
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/admin/accounts/user/").status_code == 302


@pytest.mark.parametrize("group", settings.UNFOLD["SIDEBAR"]["navigation"], ids=lambda group: group["title"])
def test_every_link_of_the_sidebar_opens(client: Client, cleo: User, group: dict[str, list[dict[str, str]]]) -> None:
    client.force_login(cleo, backend="django.contrib.auth.backends.ModelBackend")

    for item in group["items"]:
        assert client.get(str(item["link"])).status_code == 200, item["title"]
