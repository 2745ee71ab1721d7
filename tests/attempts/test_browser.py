"""A quiz in a real browser: answers are kept as they are given, and told about at the end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from attempts.models import Attempt
from content.models import Quiz

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # the live server starts without collected static files
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps an event loop in this thread
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(transactional_db: None, browser: Browser, live_server: LiveServer, ada: User, quiz: Quiz) -> Iterator[Page]:
    """Be signed in as ada, on the first page of her attempt; fail on any error in the page."""
    client = Client()
    client.force_login(ada)
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/quizzes/dropout/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#save-state")).to_have_text("Saved")  # the script is there
    yield page
    context.close()
    assert errors == []


def test_answers_survive_a_reload_and_are_reviewed_at_the_end(page: Page) -> None:
    page.get_by_role("radio", name="right").check()
    page.get_by_role("checkbox", name="yes").check()
    page.get_by_role("textbox").fill("0,1234")
    page.get_by_role("textbox").blur()
    expect(page.locator("#save-state")).to_have_text("Saved")
    expect(page.locator("#answered")).to_have_text("3")

    page.reload()
    expect(page.get_by_role("radio", name="right")).to_be_checked()
    expect(page.get_by_role("checkbox", name="yes")).to_be_checked()
    expect(page.get_by_role("textbox")).to_have_value("0,1234")
    expect(page.get_by_text("EXPLAINS")).to_have_count(0)

    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    expect(page.get_by_text("75 %")).to_be_visible()
    expect(page.get_by_text(re.compile("EXPLAINS"))).to_have_count(3)


def test_answers_given_offline_are_kept_and_sent_later(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("radio", name="right").check()
    expect(page.locator("#save-state")).to_contain_text("Not connected")
    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_have_text("Saved")
    assert Attempt.objects.get().responses.get(position=1).answer is not None


def test_a_second_tab_does_not_overwrite_the_first(page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("#save-state")).to_have_text("Saved")
    page.get_by_role("radio", name="right").check()
    expect(page.locator("#save-state")).to_have_text("Saved")
    second.get_by_role("radio", name="wrong").check()
    expect(second.get_by_text("changed in another tab")).to_be_visible()
    expect(second.get_by_role("radio", name="right")).to_be_checked()


def test_an_unreadable_number_is_said_beside_its_field(page: Page) -> None:
    page.get_by_role("textbox").fill("a lot")
    page.get_by_role("textbox").blur()
    expect(page.get_by_text("“a lot” is not a number")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")


def test_finishing_with_gaps_warns_first(page: Page) -> None:
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("3 of 3 questions have no answer yet.")).to_be_visible()
    page.get_by_role("button", name="Finish anyway").click()
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
