"""Changing an account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from rest_framework.authtoken.models import Token

from accounts import services
from accounts.models import User


def test_a_new_address_replaces_the_old_one_everywhere(ada: User) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    services.update_profile(user=ada, first_name="Ada", email="new@example.org", shows_days=False)
    ada.refresh_from_db()
    assert (ada.first_name, ada.email, ada.shows_days) == ("Ada", "new@example.org", False)
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "verified")) == [("new@example.org", False)]


def test_a_new_name_leaves_a_verified_address_verified(ada: User) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    services.update_profile(user=ada, first_name="Ada", email=ada.email, shows_days=True)
    assert EmailAddress.objects.get(user=ada).verified


def test_a_new_token_ends_the_old_one(ada: User) -> None:
    first = services.make_token(user=ada)
    second = services.make_token(user=ada)
    assert first != second
    assert list(Token.objects.values_list("key", flat=True)) == [second]


def test_revoking_takes_only_ones_own_token(ada: User, ben: User) -> None:
    services.make_token(user=ada)
    kept = services.make_token(user=ben)
    services.revoke_token(user=ada)
    services.revoke_token(user=ada)
    assert list(Token.objects.values_list("key", flat=True)) == [kept]
