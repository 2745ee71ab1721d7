"""The account of a learner, author or operator."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Django's user, ours so that it can grow without a painful migration.

    `shows_days` False hides from its owner the calendar of the days on which they did something.
    """

    shows_days = models.BooleanField(default=True)
