"""The shipped labs, by slug. What proves each lies in `<slug>/`: changes.toml and correct_*.py."""

from __future__ import annotations

import pytest
from django.conf import settings

from catalog.entries import Lab
from catalog.files import read_lab


@pytest.fixture(scope="session")
def labs() -> dict[str, Lab]:
    """Read every shipped lab, by slug."""
    return {path.parent.name: read_lab(path.parent) for path in (settings.ROOT / "labs").glob("*/lab.toml")}
