"""The cache as the site has it: a server's, and nobody waits when the server is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

_PROGRAM = """
import django; django.setup()
from django.core.cache import cache
print(cache.get("there", "default"), cache.add("there", 1), cache.set("there", 1))
"""


def test_without_a_server_the_cache_is_empty_rather_than_an_error(tmp_path: Path) -> None:
    scratch = {
        "STATE_DIR": str(tmp_path),
        "SECRET_KEY": "x",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment = {**os.environ, **scratch, "PYTHONPATH": str(settings.PLATFORM)}

    run = subprocess.run([sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("default ")
