"""Gathers the interface's sentences into the catalogues of platform/locale and compiles them."""

from __future__ import annotations

import os
import re
import subprocess
from argparse import ArgumentParser
from contextlib import chdir
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import makemessages

DOMAINS = ("django", "djangojs")
# What is said there is content, English as all of it, or meant for operators and developers.
_IGNORED = (
    *("assets/*", "bin/*", "docs/*", "labs/*", "lessons/*", "questions/*", "quizzes/*", "tests/*"),
    *(f"platform/{room}/*" for room in ("catalog", "config", "grader", "locale", "sandbox")),
    "platform/static/vendor/*",
    "platform/static/js/explainers/*",
)
_DATED = re.compile(r'^"PO(?:T-Creation|-Revision)-Date:.*\n', re.MULTILINE)


class Command(makemessages.Command):
    """Write `<language>/LC_MESSAGES/{django,djangojs}.{po,mo}` in the first of LOCALE_PATHS.

    New sentences arrive untranslated, gone ones are dropped. Needs GNU gettext: xgettext, msgmerge and their like.
    """

    help = "Gather the interface's sentences into platform/locale, compile them, and count what is translated."
    # What `scoring` refuses is said by an AnswerError, for that room knows no Django.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=AnswerError"]  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("languages", nargs="*", help="the languages' codes; else all but the site's own")

    def handle(self, *, languages: list[str] | None = None, **_options: Any) -> None:
        wanted = languages or [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        with chdir(settings.ROOT):  # in the catalogues' own parent, makemessages would not look at LOCALE_PATHS
            for domain in DOMAINS:
                self._gather(domain, wanted)
            call_command("compilemessages", locale=wanted, verbosity=0)
        for path in sorted(Path(settings.LOCALE_PATHS[0]).rglob("*.po")):
            counted = subprocess.run(
                ["msgfmt", "--statistics", "-o", os.devnull, path],
                capture_output=True,
                text=True,
                check=False,
            )
            if counted.returncode:
                raise CommandError(counted.stderr.strip())
            self.stdout.write(f"{path.relative_to(settings.LOCALE_PATHS[0])}: {counted.stderr.strip()}")

    def _gather(self, domain: str, languages: list[str]) -> None:
        super().handle(
            locale=languages,
            exclude=[],
            domain=domain,
            verbosity=0,
            all=False,
            extensions=None,
            symlinks=False,
            ignore_patterns=[*_IGNORED],
            use_default_ignore_patterns=True,
            no_wrap=True,
            no_location=False,
            add_location="file",
            no_obsolete=True,
            keep_pot=False,
        )
        for language in languages:
            path = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", f"{domain}.po")
            path.write_text(_DATED.sub("", path.read_text()))
