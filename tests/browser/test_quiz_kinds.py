"""Every kind of quiz item in a real browser: by mouse, by keyboard, without scripts, in both themes and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.entries import Behaviour, Catalog, ItemKind
from catalog.entries import Quiz as QuizEntry
from content.models import Quiz
from content.services.loading import load
from each_kind import DRAWN, EACH

from .conftest import OPENED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KINDS = list(EACH)
ENTRY = QuizEntry("every-kind", "Every kind", "One of each.", (*EACH.values(), DRAWN))


@pytest.fixture
def take(open_page: Callable[..., Any], ada: User) -> Callable[..., Any]:
    """Begin an attempt as ada, at a quiz of a behaviour."""

    def begin(behaviour: Behaviour, *kinds: ItemKind, **look: Any) -> Any:
        items = tuple(EACH[kind] for kind in kinds) or ENTRY.items
        minutes = 30 if behaviour is Behaviour.EXAM else 0
        load(Catalog(quizzes=(replace(ENTRY, behaviour=behaviour, items=items, minutes=minutes),)))
        watched = open_page(Quiz.objects.get().get_absolute_url(), learner=ada, **look)
        watched.page.get_by_role("button", name="Start").click()
        if look.get("scripts", True):
            expect(watched.page.locator("#save-state")).to_have_text("Saved")  # the script is there
        return watched

    return begin


def answer_rightly(item: Locator, kind: ItemKind) -> None:
    RIGHTLY[kind](item)


def pick(*labels: str) -> Callable[[Locator], None]:
    def act(item: Locator) -> None:
        for label in labels:
            item.get_by_label(label).check()

    return act


def write(text: str) -> Callable[[Locator], None]:
    return lambda item: item.get_by_role("textbox").fill(text)


def match_all(item: Locator) -> None:
    for pair in EACH[ItemKind.MATCHING].pairs:
        item.get_by_role("combobox", name=pair.left).select_option(pair.right)


def fill_gaps(item: Locator) -> None:
    item.get_by_role("textbox", name="Gap 1").fill("dropout")
    item.get_by_role("combobox", name="Gap 2").select_option("active")
    item.get_by_role("textbox", name="Gap 3").fill("1.4286")


def put_in_order(item: Locator) -> None:
    """Bring each step to its place with the arrow keys' buttons, by keyboard alone."""
    sequence = EACH[ItemKind.ORDERING].sequence
    for place, step in enumerate(sequence):
        while steps(item).index(step) > place:
            item.get_by_role("button", name=f"Move up: {step}").press("Enter")
        expect(item.locator(".step").nth(place)).to_contain_text(step)
    assert steps(item) == list(sequence)


RIGHTLY: dict[ItemKind, Callable[[Locator], None]] = {
    ItemKind.SINGLE: pick("green"),
    ItemKind.MULTIPLE: pick("one", "three", "four"),
    ItemKind.TRUTH: pick("False", "it only acts while training"),
    ItemKind.NUMERIC: write("0,731 ms"),
    ItemKind.TEXT: write("Dropout"),
    ItemKind.ORDERING: put_in_order,
    ItemKind.MATCHING: match_all,
    ItemKind.CLOZE: fill_gaps,
    ItemKind.OUTPUT: write("[1, 2]\n296295"),
}


def steps(item: Locator) -> list[str]:
    return [text.strip() for text in item.locator(".step > span").all_inner_texts()]


def question(page: Page, position: int = 1) -> Locator:
    return page.locator(f"#q{position}")


@pytest.mark.parametrize("kind", KINDS)
def test_practice_tells_at_once_and_lets_one_try_again(take: Callable[..., Any], kind: ItemKind) -> None:
    page: Page = take(Behaviour.PRACTICE, kind).page
    answer_rightly(question(page), kind)
    question(page).get_by_role("button", name="Check").click()
    expect(question(page).get_by_text("Right", exact=True)).to_be_visible()
    expect(question(page).get_by_text(f"EXPLAINS {kind.value}-item")).to_be_visible()
    question(page).get_by_role("button", name="Try again").click()
    expect(question(page).get_by_text("EXPLAINS")).to_have_count(0)
    expect(question(page).get_by_role("button", name="Check")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_a_deferred_answer_is_kept_over_a_reload_and_told_about_at_the_end(
    take: Callable[..., Any], kind: ItemKind
) -> None:
    page: Page = take(Behaviour.DEFERRED, kind).page
    answer_rightly(question(page), kind)
    expect(page.locator("#answered")).to_have_text("1")
    page.get_by_role("heading", level=1).click()  # a text field is left
    expect(page.locator("#save-state")).to_have_text("Saved")
    page.reload()
    expect(page.locator("#answered")).to_have_text("1")
    expect(page.get_by_text("EXPLAINS")).to_have_count(0)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_label("Score").get_by_text("100 %")).to_be_visible()
    expect(page.get_by_text(f"EXPLAINS {kind.value}-item")).to_be_visible()


@pytest.mark.parametrize(("size", "theme"), OPENED)
@pytest.mark.parametrize("behaviour", [Behaviour.PRACTICE, Behaviour.CERTAINTY])
def test_every_kind_is_sound_in_both_themes(
    take: Callable[..., Any], behaviour: Behaviour, theme: str, size: str
) -> None:
    watched = take(behaviour, theme=theme, size=size)
    page: Page = watched.page
    watched.assert_sound()
    shots = os.environ.get("SHOTS")
    if shots:
        page.screenshot(path=f"{shots}/open-{behaviour}-{theme}-{size}.png", full_page=True)
    for position, kind in enumerate(KINDS, start=1):
        answer_rightly(question(page, position), kind)
    question(page, 1).get_by_label("red").check()
    page.get_by_role("button", name="Flag question 2").click()
    expect(page.locator("#save-state")).to_have_text("Saved")
    page.get_by_role("button", name="Finish").click()
    watched.assert_sound()
    if shots:
        page.screenshot(path=f"{shots}/finish-{behaviour}-{theme}-{size}.png", full_page=True)
    page.get_by_role("button", name="Finish anyway").click()
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    watched.assert_sound()
    if shots:
        page.screenshot(path=f"{shots}/review-{behaviour}-{theme}-{size}.png", full_page=True)


def test_without_scripts_every_kind_is_answered_by_its_native_controls(take: Callable[..., Any]) -> None:
    page: Page = take(Behaviour.DEFERRED, scripts=False).page
    for position, kind in enumerate(KINDS, start=1):
        if kind is ItemKind.ORDERING:
            for place, step in enumerate(EACH[kind].sequence, start=1):
                question(page, position).get_by_label(f"Place {place}").select_option(step)
        else:
            answer_rightly(question(page, position), kind)
    page.get_by_role("button", name="Flag question 10").click()
    expect(page.get_by_role("button", name="Flagged question 10")).to_be_visible()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("1 of 10 questions has no answer yet")).to_be_visible()
    page.get_by_role("button", name="Finish anyway").click()
    expect(page.get_by_label("Score").get_by_text("18 of 19 points")).to_be_visible()


def test_an_item_by_itself_is_checked_in_place(open_page: Callable[..., Any], transactional_db: None) -> None:
    load(Catalog(quizzes=(replace(ENTRY, behaviour=Behaviour.PRACTICE),)))
    watched = open_page("/quizzes/every-kind/items/ordering-item/", size="phone", theme="dark")
    page: Page = watched.page
    watched.assert_sound()
    put_in_order(page.locator(".item"))
    page.get_by_role("button", name="Check", exact=True).last.click()
    expect(page.get_by_text("EXPLAINS ordering-item")).to_be_visible()
    watched.assert_sound()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("EXPLAINS")).to_have_count(0)
    expect(page.locator(".item .step")).to_have_count(len(EACH[ItemKind.ORDERING].sequence))
    assert sorted(steps(page.locator(".item"))) == sorted(EACH[ItemKind.ORDERING].sequence)
    assert page.url.endswith("/items/ordering-item/")
