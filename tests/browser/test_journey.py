"""The main way through the site, on the real thing: by keyboard alone, and without JavaScript as far as that goes."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from .conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MISTAKE = settings.ROOT / "labs" / "dropout-inverted" / "wrong" / "forgot_scale.py"
VERDICT_MILLISECONDS = 60_000
ACCOUNT = {"Email": "@example.org", "Password": "a long pass phrase", "Password, once more": "a long pass phrase"}


def tab_to(page: Page, name: str, *, most: int = 200) -> None:
    """Press Tab until the focus stands on what is called `name`, and see that it can be seen to stand there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.labels?.[0]?.innerText"
            " || document.activeElement.innerText || '').trim()"
        )
        if focused.startswith(name):
            return
    pytest.fail(f"Tab never reached {name!r} on {page.url}")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def search_for(page: Page, words: str, title: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    press(page, title)


def sign_up(page: Page, name: str) -> None:
    page.wait_for_url("**/accounts/signup/")
    for label, text in {"Username": name, **ACCOUNT, "Email": f"{name}{ACCOUNT['Email']}"}.items():
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {name}")


def miss_an_item_of_the_quiz(page: Page) -> None:
    page.wait_for_url("**/quizzes/dropout-check/")
    press(page, "Start")
    page.wait_for_url("**/attempts/**")
    tab_to(page, "Your answer")
    page.keyboard.type("140")
    press(page, "Check")
    expect(page.get_by_text("counts the units that are kept")).to_be_visible()


def hand_in_a_mistake(page: Page) -> None:
    page.wait_for_url("**/labs/dropout-inverted/")
    expect(page.locator(".cm-content")).to_be_visible()
    tab_to(page, "Your code")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(MISTAKE.read_text())
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Not yet")).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.locator(".misconception").first).to_contain_text("survivors are not divided by 1 − p")


def test_from_sign_up_to_a_review_without_a_mouse(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    watched = Watched(context.new_page())
    page = watched.page
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Create an account")
    sign_up(page, "ida")

    search_for(page, "dropout", "Dropout")
    page.wait_for_url("**/lessons/dropout/")
    press(page, "Dropout in numbers")
    miss_an_item_of_the_quiz(page)

    page.goto("/lessons/dropout/")
    press(page, "Dropout, forward and backward")
    hand_in_a_mistake(page)

    page.keyboard.press("Escape")  # in the editor Tab indents
    press(page, "Review")
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", name="Nothing is due now")).to_be_visible()  # the missed item comes tomorrow
    press(page, "Rehearse a question")
    page.wait_for_url("**/questions/")
    assert watched.faults == []
    context.close()


def test_without_javascript_one_reads_and_takes_a_quiz(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Username").fill("kay")
    page.get_by_label("Email").fill("kay@example.org")
    page.get_by_label("Password", exact=True).fill(ACCOUNT["Password"])
    page.get_by_label("Password, once more").fill(ACCOUNT["Password"])
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, kay")

    page.get_by_role("link", name="Lessons").first.click()
    page.get_by_role("link", name="Dropout", exact=True).click()
    expect(page.get_by_role("math").first).to_be_visible()
    page.get_by_role("link", name="Dropout in numbers").first.click()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("Your answer").first.fill("60")
    page.get_by_role("button", name="Check").first.click()
    expect(page.get_by_text("Right").first).to_be_visible()
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish anyway").click()
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    context.close()
