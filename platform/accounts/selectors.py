"""Reads accounts."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from rest_framework.authtoken.models import Token

from accounts.models import User


def email_is_taken(email: str, *, by_other_than: User) -> bool:
    """Tell whether another account signs in with this address, in any case of letters."""
    return (
        User.objects.filter(email__iexact=email).exclude(pk=by_other_than.pk).exists()
        or EmailAddress.objects.filter(email__iexact=email).exclude(user=by_other_than).exists()
    )


def token_made_at(user: User) -> datetime | None:
    """Return when the learner's API token was made, None when there is none."""
    return Token.objects.filter(user=user).values_list("created", flat=True).first()
