"""The README's pictures, made anew by every run into test-results/; `make screenshots` puts them into docs/images/."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from every_url import World

from .conftest import Open

pytestmark = pytest.mark.browser

FOLDER = Path(os.environ.get("SCREENSHOTS") or settings.ROOT / "test-results" / "screenshots")
NAMES = ("lesson", "quiz", "verdict", "desk-on-a-phone")


def test_the_readmes_pictures(transactional_db: None, ada: User, cleo: User, open_page: Open) -> None:
    world = World(ada, cleo)
    shown = {
        "lesson": ("/lessons/dropout/", {}),
        "quiz": (world.attempt.get_absolute_url(), {"learner": ada}),
        "verdict": (world.failed.get_absolute_url(), {"learner": ada, "theme": "dark"}),
        "desk-on-a-phone": ("/", {"learner": ada, "size": "phone"}),
    }
    assert tuple(shown) == NAMES
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (address, how) in shown.items():
        page = open_page(address, **how).page
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / f"{name}.png")
        assert (FOLDER / f"{name}.png").stat().st_size > 10_000


def test_the_readme_shows_them() -> None:
    readme = (settings.ROOT / "README.md").read_text()
    assert [name for name in NAMES if f"docs/images/{name}.png" not in readme] == []
    assert {path.stem for path in (settings.ROOT / "docs" / "images").glob("*.png")} == set(NAMES)
