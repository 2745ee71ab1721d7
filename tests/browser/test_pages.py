"""Every page, at both sizes and in both themes: sound, accessible, and no wider than the screen."""

from __future__ import annotations

import pytest
from django.conf import settings

from accounts.models import User
from catalog.files import read_catalog
from content.models import Lab, LearningPath, Lesson
from content.services.loading import load
from every_url import World

from .conftest import OPENED, Open

pytestmark = pytest.mark.browser


@pytest.fixture
def shipped(transactional_db: None) -> None:
    """The content that comes with the site."""
    load(read_catalog(settings.CONTENT_DIR))


def _alike(place: int) -> list[str]:
    """List the many lessons and labs, every second from `place` on; `test_every_url` opens one of each other kind."""
    rows = [*Lesson.objects.all()[place::2], *Lab.objects.all()[place::2]]
    paths = [path.get_absolute_url() for path in LearningPath.objects.all()]
    return ["/lessons/?level=advanced", "/labs/?level=advanced", *paths, *(row.get_absolute_url() for row in rows)]


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_all_lessons_and_labs_are_sound(shipped: None, open_page: Open, size: str, theme: str) -> None:
    first, *others = _alike(OPENED.index((size, theme)))
    watched = open_page(first, size=size, theme=theme)
    watched.assert_sound()
    for address in others:
        watched.page.goto(address, wait_until="load")
        watched.assert_sound()


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_progress_and_a_grade_that_failed_are_sound(
    ada: User, cleo: User, open_page: Open, size: str, theme: str
) -> None:
    world = World(ada, cleo)
    watched = open_page(world.broken.get_absolute_url(), learner=ada, size=size, theme=theme)
    watched.assert_sound()
    for shown in ("lessons", "labs", "quizzes"):
        watched.page.goto(f"/progress/?show={shown}", wait_until="load")
        watched.assert_sound()


def test_a_missing_page_is_accessible_and_has_a_way_on(open_page: Open) -> None:
    watched = open_page("/lessons/no-such-lesson/")
    watched.faults.clear()  # Chromium logs the 404 itself
    watched.assert_sound()
    assert watched.page.get_by_role("main").get_by_role("link", name="Lessons").is_visible()


def test_a_site_without_content_says_so(open_page: Open) -> None:
    for address in ("/lessons/", "/labs/", "/quizzes/", "/questions/"):
        watched = open_page(address)
        watched.assert_sound()
        assert watched.page.locator(".empty").is_visible(), address


def test_a_chosen_theme_stays_and_does_not_flash(open_page: Open) -> None:
    page = open_page("/").page
    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: light").click()
    page.reload()
    # Set before any style sheet of the body can paint: the script stands in the head and is not deferred.
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 18)"


def test_formulas_are_drawn_under_the_strict_policy(shipped: None, open_page: Open) -> None:
    watched = open_page("/lessons/dropout/")
    assert watched.page.locator(".math math").count() > 0
    assert watched.page.locator(".math > code").count() == 0
    watched.assert_sound()
