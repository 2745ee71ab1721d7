"""The home page and the profile."""

from __future__ import annotations

import pytest
import pytest_django
from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import User
from content.models import Lab

from .conftest import Site, Submit


def test_a_visitor_sees_a_verdict_that_names_a_bug(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()
    assert "What this usually means" in page
    assert "/accounts/signup/" in page


def test_a_learner_sees_what_to_do_next(client: Client, site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab)
    client.force_login(ada)
    page = client.get("/").content.decode()
    assert "Go on with the lab" in page
    assert "What this usually means" not in page


def test_home_costs_at_most_twelve_queries_however_much_there_is(
    client: Client,
    site: Site,
    submit: Submit,
    ada: User,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    client.force_login(ada)
    for n in range(8):
        lab = Lab.objects.create(slug=f"l{n}", title="L", summary="S", statement="", is_published=True)
        lab.current_version = site.lab.current_version
        submit(ada, lab)
    for address in ("/", "/profile/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/profile/", "/profile/token/", "/profile/token/revoke/"])
def test_the_profile_asks_a_visitor_to_sign_in(client: Client, db: None, address: str) -> None:
    reply = client.get(address) if address == "/profile/" else client.post(address)
    assert reply.status_code == 302
    assert reply.headers["Location"].startswith("/accounts/login/")


def test_a_new_name_is_saved(client: Client, ada: User) -> None:
    client.force_login(ada)
    reply = client.post("/profile/", {"first_name": "Augusta", "email": ada.email}, follow=True)
    assert "Your profile is saved." in reply.content.decode()
    ada.refresh_from_db()
    assert ada.first_name == "Augusta"


def test_a_new_address_without_the_password_is_refused_and_nothing_is_saved(client: Client, ada: User) -> None:
    client.force_login(ada)
    page = client.post("/profile/", {"first_name": "Augusta", "email": "new@example.org"}).content.decode()
    assert "Enter your password" in page
    ada.refresh_from_db()
    assert (ada.first_name, ada.email) == ("", "ada@example.org")


def test_a_token_is_shown_once(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.post("/profile/token/")
    key = Token.objects.get(user=ada).key
    assert key in client.get("/profile/").content.decode()
    assert key not in client.get("/profile/").content.decode()


def test_a_token_can_be_revoked(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.post("/profile/token/")
    client.post("/profile/token/revoke/")
    assert not Token.objects.exists()


def test_a_token_is_never_made_by_a_link(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/profile/token/").status_code == 405
