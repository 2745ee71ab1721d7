"""One light warden for the tests of a process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from wardens import LightWarden


@pytest.fixture(scope="session")
def warden() -> Iterator[LightWarden]:
    """Run children that need nothing loaded."""
    light = LightWarden()
    light.start()
    yield light
    light.close()
