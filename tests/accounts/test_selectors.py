"""Reading accounts."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts import selectors, services
from accounts.models import User


def test_an_address_is_taken_whatever_its_case(ada: User, ben: User) -> None:
    assert selectors.email_is_taken("ADA@example.org", by_other_than=ben)
    assert not selectors.email_is_taken("ada@example.org", by_other_than=ada)


def test_an_address_that_only_signs_in_is_taken_too(ada: User, ben: User) -> None:
    EmailAddress.objects.create(user=ada, email="second@example.org")
    assert selectors.email_is_taken("second@example.org", by_other_than=ben)


def test_the_token_date_is_none_without_a_token(ada: User) -> None:
    assert selectors.token_made_at(ada) is None
    services.make_token(user=ada)
    assert selectors.token_made_at(ada) is not None
