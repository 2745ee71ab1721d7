"""What the lab page's scripts weigh, compressed as they are sent."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.test import Client

from content.models import Lab

STATIC = Path(__file__).resolve().parents[2] / "platform" / "static"
BUDGET_BYTES = 250_000


def test_the_scripts_of_the_lab_page_stay_within_their_budget(client: Client, lab: Lab) -> None:
    page = client.get(lab.get_absolute_url()).content.decode()
    paths = set(re.findall(r"(?:src|data-editor)=\"/static/([^\"]+\.js)\"", page))
    assert {"vendor/editor.js", "vendor/htmx.min.js", "js/lab.js", "js/lab-live.js"} <= paths
    assert sum(len(gzip.compress((STATIC / path).read_bytes())) for path in paths) <= BUDGET_BYTES
