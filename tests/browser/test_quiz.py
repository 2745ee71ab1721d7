"""A quiz in a real browser: answers are kept as they are given, and told about at the end."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from attempts.models import Attempt
from content.models import Item, Quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quiz(transactional_db: None) -> Quiz:
    """Hold one item of each kind, worth a point each."""
    quiz = Quiz.objects.create(slug="dropout", title="Dropout", summary="What it does.", is_published=True)
    numeric = {"value": 0.1234, "absolute": 0.01, "relative": 0.0, "unit": "ms"}
    for position, kind, right, wrong in ((1, "single", "right", "wrong"), (2, "multiple", "yes", "no")):
        _add(quiz, position, kind, choices=[_choice(right, correct=True), _choice(wrong, correct=False)])
    _add(quiz, 3, "numeric", numeric=numeric)
    return quiz


def _add(quiz: Quiz, position: int, kind: str, **values: object) -> None:
    texts = {"stem": f"Stem {position}?", "explanation": f"EXPLAINS {position}"}
    Item.objects.create(quiz=quiz, position=position, slug=f"item-{position}", kind=kind, **texts, **values)


def _choice(text: str, *, correct: bool) -> dict[str, object]:
    return {"text": text, "correct": correct, "feedback": ""}


@pytest.fixture
def page(open_page: Callable[..., Any], ada: User, quiz: Quiz) -> Page:
    """Be ada, on the first page of her attempt."""
    page: Page = open_page(quiz.get_absolute_url(), learner=ada).page
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#save-state")).to_have_text("Saved")  # the script is there
    return page


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
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    expect(page.get_by_label("Score").get_by_text("100 %")).to_be_visible()
    expect(page.get_by_text(re.compile("EXPLAINS"))).to_have_count(3)


def test_answers_given_offline_are_kept_and_sent_later(page: Page, one_at_a_time: threading.RLock) -> None:
    page.context.set_offline(True)
    page.get_by_role("radio", name="right").check()
    expect(page.locator("#save-state")).to_contain_text("Not connected")
    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_have_text("Saved")
    with one_at_a_time:
        assert Attempt.objects.get().responses.get(position=1).answer is not None


def test_a_second_tab_does_not_overwrite_the_first(page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("#save-state")).to_have_text("Saved")
    page.get_by_role("radio", name="right").check()
    expect(page.locator("#save-state")).to_have_text("Saved")
    # Not check(): the answer comes back so fast that the button may be unset again before check() looks.
    second.get_by_role("radio", name="wrong").click()
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
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
