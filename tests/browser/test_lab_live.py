"""The main job on the real thing: the site as one command serves it, a browser in front, a confined run behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAB = settings.ROOT / "labs" / "dropout-inverted"
VERDICT_MILLISECONDS = 60_000


def _sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill("a long pass phrase")
    page.get_by_label("Password, once more").fill("a long pass phrase")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {name}")


def _hand_in(page: Page, source: Path, button: str = "Hand in") -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source.read_text())
    page.get_by_role("button", name=button, exact=True).click()


def test_a_learner_hands_in_a_mistake_sees_it_named_and_passes_in_the_end(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    _sign_up(page, "grace")
    page.goto("/lessons/dropout/")
    page.get_by_role("link", name="Dropout, forward and backward").click()
    expect(page.locator(".cm-content")).to_be_visible()
    page.evaluate("window.sameDocument = true")
    heard: list[int] = []
    page.on("response", lambda answer: "/events/submissions/" in answer.url and heard.append(answer.status))

    page.get_by_label("With a trace").check()
    _hand_in(page, LAB / "wrong" / "forgot_scale.py")
    expect(page.get_by_role("heading", name="Not yet")).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.locator(".misconception").first).to_contain_text("survivors are not divided by 1 − p")
    trace = page.get_by_role("region", name="What your code did, line by line")
    expect(trace.get_by_role("row", name=re.compile(r"line \d+ rand"))).to_contain_text("[8, 16]")

    _hand_in(page, LAB / "reference.py", "Run the visible checks")
    expect(page.get_by_role("heading", name="Passed so far")).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.locator(".check .badge")).to_have_count(0)
    expect(page.get_by_role("heading", name="Why it works")).to_have_count(0)

    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", name="Passed", exact=True)).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.get_by_role("heading", name="Why it works")).to_be_visible()
    assert page.evaluate("window.sameDocument"), "the page was loaded again on the way"
    assert heard, "the page listened to no events"
    assert set(heard) == {200}
    context.close()
