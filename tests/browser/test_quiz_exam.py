"""A timed test of 45 questions, taken to its end with a reload and a second device in the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from attempts.models import Attempt
from catalog.entries import Behaviour, Catalog, Choice, Item, ItemKind, Quiz
from content.services.loading import load
from each_kind import EACH

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CHOICES = (Choice("yes", correct=True), Choice("no"), Choice("maybe"))


def _item(number: int) -> Item:
    """Make every third item a choice, a number and a word."""
    kind = (ItemKind.SINGLE, ItemKind.NUMERIC, ItemKind.TEXT)[number % 3]
    choices = CHOICES if kind is ItemKind.SINGLE else ()
    return replace(EACH[kind], slug=f"item-{number}", choices=choices, points=1.0)


EXAM = Quiz(
    *("skill-test", "Skill test", "Forty-five of them.", tuple(_item(number) for number in range(1, 46))),
    behaviour=Behaviour.EXAM,
    minutes=45,
)


def answer(page: Page, positions: range) -> None:
    for position in positions:
        item = page.locator(f"#q{position}")
        if EXAM.items[position - 1].kind is ItemKind.SINGLE:
            item.get_by_label("yes").check()
        else:
            text = "0.731" if EXAM.items[position - 1].kind is ItemKind.NUMERIC else "dropout"
            item.get_by_role("textbox").fill(text)
    page.get_by_role("heading", level=1).click()  # the last field is left
    expect(page.locator("#save-state")).to_have_text("Saved", timeout=30_000)


def test_nothing_is_lost_by_a_reload_or_on_a_second_device(open_page: Callable[..., Any], ada: User) -> None:
    load(Catalog(quizzes=(EXAM,)))
    desktop = open_page("/quizzes/skill-test/", learner=ada)
    page: Page = desktop.page
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".countdown")).to_contain_text("Time left")
    answer(page, range(1, 16))

    page.reload()
    expect(page.locator("#answered")).to_have_text("15")
    expect(page.locator("#q3").get_by_label("yes")).to_be_checked()
    expect(page.locator(".countdown")).to_contain_text("44:")
    answer(page, range(16, 24))

    phone = open_page("/quizzes/skill-test/", learner=ada, size="phone", theme="dark")
    small: Page = phone.page
    small.get_by_role("link", name="Resume").click()
    expect(small.locator("#answered")).to_have_text("23")
    phone.assert_sound()
    answer(small, range(24, 46))
    small.get_by_role("button", name="Flag question 7", exact=True).click()
    small.get_by_role("link", name="Look over the answers first").click()
    expect(small.get_by_text("All 45 questions are answered, and 1 still carries a flag.")).to_be_visible()
    small.get_by_role("link", name="Question 7, answered, flagged").click()
    expect(small.locator("#q7")).to_be_in_viewport()

    # The desktop still shows what it knew; it learns of the newer answer instead of overwriting it.
    page.locator("#q24").get_by_label("no", exact=True).click()
    expect(page.locator("#q24").get_by_text("changed in another tab")).to_be_visible()
    expect(page.locator("#q24").get_by_label("yes")).to_be_checked()

    small.get_by_role("button", name="Finish").click()
    expect(small.get_by_label("Score").get_by_text("45 of 45 points")).to_be_visible()
    page.locator("#q1").get_by_role("textbox").fill("0.5")
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()  # too late, and sent there
    assert Attempt.objects.get().score == 45.0
