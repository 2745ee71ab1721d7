"""Every address answers everybody: with what it is, a refusal or a way to sign in, but never with an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from every_url import World, routes


@pytest.mark.django_db
def test_every_url_answers_everybody_without_an_error_of_ours(
    ada: User, cleo: User, record_property: pytest.RecordProperty
) -> None:
    world = World(ada, cleo)
    asked = 0
    wrong = []
    for who in (None, ada, cleo):
        client = Client(raise_request_exception=False)
        for route in routes():
            if who:
                client.force_login(who)
            path = world.path(route)
            status = client.get(path).status_code
            asked += 1
            if status >= 500 and path != "/readyz":
                wrong.append(f"{who or 'a visitor'} at {path}: {status}")
    record_property("said", f"{len(routes())} routes asked {asked} times")
    assert wrong == []
