"""Taking everything along, and leaving."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.models import User
from mastery.models import Portfolio

DELETE = "/profile/delete/"
PASSWORD = {"password": "correct horse 1"}


def test_an_export_comes_as_a_file_and_never_by_a_link(client: Client, ada: User) -> None:
    client.force_login(ada)
    page = client.get("/profile/export/")
    assert "submissions.json" in page.content.decode()
    reply = client.post("/profile/export/")
    assert reply.headers["Content-Disposition"].endswith('.zip"')
    with ZipFile(io.BytesIO(reply.getvalue())) as archive:
        assert "account.json" in archive.namelist()


@pytest.mark.parametrize("address", ["/profile/export/", DELETE])
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_an_account_is_deleted_with_the_password_and_signed_out(client: Client, ada: User, ben: User) -> None:
    Portfolio.objects.create(learner=ada, is_public=True)
    client.force_login(ada)
    reply = client.post(DELETE, PASSWORD, follow=True)
    assert "Your account is deleted" in reply.content.decode()
    assert list(User.objects.all()) == [ben]
    assert client.get("/profile/").status_code == 302
    assert client.get("/people/ada/").status_code == 404
    assert "Nobody is signed in" in client.get("/profile/deleted/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"password": "wrong"}])
def test_without_the_right_password_nothing_happens(client: Client, ada: User, sent: dict[str, str]) -> None:
    client.force_login(ada)
    reply = client.post(DELETE, sent)
    assert reply.status_code == 422
    assert User.objects.filter(pk=ada.pk).exists()
    assert client.get("/profile/").status_code == 200


def test_guessing_the_password_is_slowed_down(client: Client, ada: User) -> None:
    client.force_login(ada)
    replies = [client.post(DELETE, {"password": "wrong"}).status_code for _ in range(12)]
    assert 429 in replies
    assert User.objects.filter(pk=ada.pk).exists()


def test_a_second_click_is_told_calmly(client: Client, ada: User) -> None:
    client.force_login(ada)
    other = Client()
    other.force_login(ada)
    client.post(DELETE, PASSWORD)
    reply = other.post(DELETE, PASSWORD, follow=True)
    assert "If you have just deleted your account, it is gone" in reply.content.decode()


def test_staff_are_told_why_not_and_see_no_button(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    page = client.get(DELETE).content.decode()
    assert "only administrator" in page
    assert "for good" not in page
    client.post(DELETE, PASSWORD)
    assert User.objects.filter(pk=cleo.pk).exists()


def test_a_link_deletes_nothing(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert "What goes" in client.get(DELETE, PASSWORD).content.decode()
    assert "nothing has been deleted" in client.get("/profile/deleted/").content.decode()
    assert User.objects.filter(pk=ada.pk).exists()
