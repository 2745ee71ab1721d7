"""Serve the site on this machine: broker, web, worker and beat under one supervisor."""

from __future__ import annotations

import errno
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from config.broker import BrokerError
from config.serving import ServeError, serve


class Command(BaseCommand):
    help = "Serve the site on this machine."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--bind", default="127.0.0.1", help="the address to listen on (default: this machine only)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = serve(options["bind"], options["port"], self._say)
        except (ServeError, BrokerError, CommandError, ImproperlyConfigured) as problem:
            self._refuse(str(problem))
        except OperationalError as problem:
            self._refuse(f"The database can't be used: {problem}")
        except OSError as problem:
            if problem.errno != errno.ENOSPC:
                raise
            self._refuse("The disk is full; free some space and start again.")
        except KeyboardInterrupt:
            status = 130
        sys.exit(status)

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(f"error: {sentence}")
        sys.exit(2)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
