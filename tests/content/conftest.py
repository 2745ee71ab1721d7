"""The sample of content files, as a folder and as rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog.files import read_catalog
from content.services.loading import load

SAMPLE = Path(__file__).parents[1] / "catalog" / "sample"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lend a copy of the sample that a test may change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "tree"))


@pytest.fixture
def loaded(db: None) -> None:
    """Load the sample."""
    load(read_catalog(SAMPLE))
