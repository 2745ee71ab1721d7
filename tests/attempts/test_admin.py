"""Staff may look attempts up in the admin and rewrite none."""

from __future__ import annotations

from django.test import Client

from accounts.models import User
from attempts.models import Attempt


def test_staff_find_and_open_attempts_and_answers(client: Client, cleo: User, attempt: Attempt) -> None:
    client.force_login(cleo)
    response = attempt.responses.get(position=1)
    assert "ada" in client.get("/admin/attempts/attempt/?q=ada").content.decode()
    assert client.get(f"/admin/attempts/attempt/{attempt.pk}/change/").status_code == 200
    assert "item-1" in client.get("/admin/attempts/response/?q=item-1").content.decode()
    assert client.get(f"/admin/attempts/response/{response.pk}/change/").status_code == 200


def test_nobody_adds_or_rewrites_an_attempt(client: Client, cleo: User, attempt: Attempt) -> None:
    client.force_login(cleo)
    assert client.get("/admin/attempts/attempt/add/").status_code == 403
    assert client.post(f"/admin/attempts/attempt/{attempt.pk}/change/", {"score": 99}).status_code == 403


def test_learners_have_no_business_there(client: Client, ada: User, attempt: Attempt) -> None:
    client.force_login(ada)
    assert client.get("/admin/attempts/attempt/").status_code == 302
