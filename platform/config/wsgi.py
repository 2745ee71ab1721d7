"""Pages, by WSGI."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Import every page now: the server forks after this, and an address that can't be imported must stop it here.
get_resolver().url_patterns  # noqa: B018
