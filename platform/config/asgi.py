"""The events process, by ASGI: streams that stay open, beside the pages that WSGI serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from submissions.events import stream  # noqa: E402 - models need a project that is set up
from submissions.events.hub import Hub  # noqa: E402

application = stream.Application(Hub(stream.read))
