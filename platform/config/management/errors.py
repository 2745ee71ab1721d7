"""How a command says that it was called wrongly: one sentence on stderr and exit code 2."""

from __future__ import annotations

from django.core.management.base import CommandError

USAGE = 2
INTERNAL = 3


class UsageError(CommandError):
    """The caller can mend this; the message says how."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=USAGE)


class NoConfinementError(CommandError):
    """This host can't confine, so nothing was run."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=INTERNAL)
