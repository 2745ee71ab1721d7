"""The Celery application: queues `labs.cpu`, `labs.gpu`, `regrade` and `default`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("forward_pass")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
