"""There is room for other languages: 40 % more text, from right to left, and no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django

import pseudo_locale
from accounts.models import User
from every_url import World

from .conftest import Open

pytestmark = pytest.mark.browser


@pytest.fixture
def marked_language(settings: pytest_django.Settings, tmp_path: Path) -> Iterator[None]:
    settings.LANGUAGES_BIDI = [pseudo_locale.CODE]
    with pseudo_locale.offered(settings, tmp_path):
        yield


def test_nothing_sticks_out_on_a_phone(open_page: Open, marked_language: None, ada: User, cleo: User) -> None:
    world = World(ada, cleo)
    watched = open_page("/accounts/login/", learner=ada, size="phone")
    page = watched.page
    page.context.add_cookies([{"name": "django_language", "value": pseudo_locale.CODE, "url": page.url}])
    wide = {}
    for address in (
        "/", "/lessons/dropout/", world.quiz.get_absolute_url(), world.attempt.get_absolute_url(),
        world.exam.get_absolute_url(), world.lab.get_absolute_url(), world.failed.get_absolute_url(),
        "/labs/dropout-inverted/versions/", "/progress/", "/profile/", "/search/?q=gradient", "/questions/",
    ):  # fmt: skip
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == "rtl"
        pixels = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if pixels > 0:
            wide[address] = pixels
    assert wide == {}
    assert watched.faults == []
