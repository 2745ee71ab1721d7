"""The account of a learner, author or operator."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Django's user, ours so that it can grow without a painful migration."""
