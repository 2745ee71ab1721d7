"""The main way through the site, by keyboard alone."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from catalog.files import read_catalog
from content.services.loading import load
from submissions import queues
from submissions.models import Submission

from .conftest import Open

pytestmark = pytest.mark.browser


def tab_to(page: Page, name: str, *, most: int = 80) -> None:
    """Press Tab until the focus stands on what is called `name`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.labels?.[0]?.innerText"
            " || document.activeElement.innerText || '').trim()"
        )
        if focused.startswith(name):
            return
    pytest.fail(f"Tab never reached {name!r} on {page.url}")


def test_from_sign_up_to_a_handed_in_lab_without_a_mouse(
    transactional_db: None, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "ring", lambda *_: True)
    load(read_catalog(settings.CONTENT_DIR))
    watched = open_page("/")
    page = watched.page

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Create an account")
    page.keyboard.press("Enter")

    page.wait_for_url("**/accounts/signup/")
    for label, text in {
        "Username": "grace",
        "Email": "grace@example.org",
        "Password": "a long pass phrase",
        "Password, once more": "a long pass phrase",
    }.items():
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, grace")
    page.goto("/lessons/dropout/", wait_until="networkidle")
    tab_to(page, "Dropout, forward and backward")
    page.keyboard.press("Enter")

    page.wait_for_url("**/labs/dropout-inverted/")
    expect(page.locator(".cm-content")).to_be_visible()
    tab_to(page, "Your code")
    page.keyboard.type("# my first line\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    assert Submission.objects.get().source.startswith("# my first line")
    assert watched.faults == []
