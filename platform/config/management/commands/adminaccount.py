"""Make the first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.preparation import ADMIN_NAME, make_admin_account


class Command(BaseCommand):
    help = "Make the account `admin` with a random password, printed once, unless an administrator exists."

    def handle(self, *args: Any, **options: Any) -> None:
        password = make_admin_account()
        if password is None:
            self.stdout.write("There is an administrator already.")
        else:
            self.stdout.write(f"Sign in as {ADMIN_NAME} with the password {password} (it is shown only this once).")
