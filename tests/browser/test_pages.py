"""Every page, at both sizes and in both themes: sound, accessible, and no wider than the screen."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from attempts import services as attempts
from catalog.files import read_catalog
from content.models import Lab, LearningPath, Lesson, Question, Quiz
from content.services.loading import load
from reports import REPORT, SOURCE
from submissions.models import Submission

from .conftest import Open

pytestmark = pytest.mark.browser
OPENED = (("desktop", "light"), ("phone", "dark"))  # colours hang on the theme alone, places on the size


@pytest.fixture
def shipped(transactional_db: None) -> None:
    """The content that comes with the site."""
    load(read_catalog(settings.CONTENT_DIR))


def _submission(learner: User, **values: object) -> Submission:
    lab = Lab.objects.select_related("current_version").first()
    assert lab is not None
    assert lab.current_version is not None
    return Submission.objects.create(
        learner=learner, lab=lab, lab_version=lab.current_version, source=SOURCE, source_hash="", max_points=10,
        **values,
    )  # fmt: skip


def _visitor_pages(place: int) -> list[str]:
    """List what a visitor can open; of the many lessons and labs every second, from `place` on."""
    alike = [*Lesson.objects.all()[place::2], *Lab.objects.all()[place::2]]
    return [
        "/", "/lessons/", "/lessons/?level=advanced", "/labs/", "/labs/?level=advanced",
        *(page.get_absolute_url() for page in alike), "/quizzes/", "/questions/",
        "/faq/", "/glossary/", "/concepts/", "/concepts/dropout/", "/paths/",
        *(path.get_absolute_url() for path in LearningPath.objects.all()),
        "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-gone/", "/accounts/inactive/",
    ]  # fmt: skip


def _learner_pages(learner: User) -> list[str]:
    now = timezone.now()
    failed = _submission(
        learner, state="finished", verdict="failed", points=4, report=REPORT.as_json(), started_at=now, finished_at=now
    )
    broken = _submission(learner, state="finished", verdict="internal_error", points=0, started_at=now, finished_at=now)
    quiz = Quiz.objects.first()
    question = Question.objects.first()
    assert quiz is not None
    assert question is not None
    attempt = attempts.start(learner=learner, quiz=quiz)
    return [
        "/", "/profile/", "/labs/", failed.lab.get_absolute_url(), failed.get_absolute_url(),
        broken.get_absolute_url(), quiz.get_absolute_url(), attempt.get_absolute_url(), question.get_absolute_url(),
        "/accounts/password/change/", "/accounts/logout/", "/accounts/email/",
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_a_visitors_pages_are_sound(shipped: None, open_page: Open, size: str, theme: str) -> None:
    first, *others = _visitor_pages(OPENED.index((size, theme)))
    watched = open_page(first, size=size, theme=theme)
    watched.assert_sound()
    for address in others:
        watched.page.goto(address, wait_until="load")
        watched.assert_sound()


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_a_learners_pages_are_sound(shipped: None, ada: User, open_page: Open, size: str, theme: str) -> None:
    first, *others = _learner_pages(ada)
    watched = open_page(first, learner=ada, size=size, theme=theme)
    watched.assert_sound()
    for address in others:
        watched.page.goto(address, wait_until="load")
        watched.assert_sound()


def test_a_missing_page_is_accessible_and_has_a_way_on(open_page: Open) -> None:
    watched = open_page("/lessons/no-such-lesson/")
    watched.faults.clear()  # Chromium logs the 404 itself
    watched.assert_sound()
    assert watched.page.get_by_role("link", name="See all lessons").is_visible()


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
