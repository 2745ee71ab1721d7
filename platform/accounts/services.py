"""Changes accounts."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from rest_framework.authtoken.models import Token

from accounts.models import User


@transaction.atomic
def update_profile(*, user: User, first_name: str, email: str, shows_days: bool) -> None:
    """Change what a learner says about the account; the address for signing in and for password links follows."""
    user.first_name = first_name
    user.email = email
    user.shows_days = shows_days
    user.save(update_fields=["first_name", "email", "shows_days"])
    if not EmailAddress.objects.filter(user=user, primary=True, email=email).exists():
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)


@transaction.atomic
def make_token(*, user: User) -> str:
    """Return a new API token; an earlier one stops working."""
    revoke_token(user=user)
    return str(Token.objects.create(user=user).key)


def revoke_token(*, user: User) -> None:
    """Take the learner's API token away; none is fine."""
    Token.objects.filter(user=user).delete()
