"""What the profile form accepts."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.forms import ProfileForm
from accounts.models import User


def test_a_name_needs_no_password(ada: User) -> None:
    assert ProfileForm({"first_name": "Ada", "email": ada.email}, user=ada).is_valid()


def test_a_new_address_needs_the_right_password(ada: User) -> None:
    data = {"first_name": "", "email": "new@example.org", "password": "wrong"}
    form = ProfileForm(data, user=ada)
    assert not form.is_valid()
    assert list(form.errors) == ["password"]
    ada.refresh_from_db()
    assert ProfileForm(data | {"password": "correct horse 1"}, user=ada).is_valid()


def test_an_address_of_another_account_is_refused(ada: User, ben: User) -> None:
    form = ProfileForm({"email": "BEN@example.org", "password": "correct horse 1"}, user=ada)
    assert form.errors["email"] == ["Another account uses this address."]


def test_an_address_is_required(ada: User) -> None:
    assert "email" in ProfileForm({"email": ""}, user=ada).errors


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/change/"]
)
def test_account_forms_say_it_in_labels(client: Client, ada: User, address: str) -> None:
    if "change" in address:
        client.force_login(ada)
    form = client.get(address).content.decode().split("<main", 1)[1]
    assert "placeholder" not in form
    assert form.count("<label") >= 1
