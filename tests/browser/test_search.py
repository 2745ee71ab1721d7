"""Searching in a browser: from the header, by keyboard, on a phone, and sound in every state."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from content.models import Lesson, Term

from .conftest import OPENED, SIZES, Open

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _content(transactional_db: None) -> None:
    Lesson.objects.create(
        slug="dropout", title="Dropout", question="What does dropout do?", summary="Units are dropped at random.",
        group="Craft", body="A mask for each pass.", is_published=True,
    )  # fmt: skip
    for number in range(12):
        Term.objects.create(slug=f"mask-{number}", title=f"Mask {number}", text="Says what is dropped.")


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_the_page_is_sound_in_every_state(open_page: Open, size: str, theme: str) -> None:
    watched = open_page("/search/", size=size, theme=theme)
    watched.assert_sound()
    texts = ("dropped", "dropuot", "xyzzyx", "%F0%9F%A6%8A", "mask+xyzzyx+quux", "word+" * 60)
    for query in [*(f"q={text}" for text in texts), "q=dropped&kind=term&page=2"]:
        watched.page.goto(f"/search/?{query}", wait_until="load")
        watched.assert_sound()


def test_the_key_goes_to_the_box_in_the_header(open_page: Open) -> None:
    page = open_page("/lessons/").page
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search lessons, labs and questions")
    expect(box).to_be_focused()
    page.keyboard.type("dropuot a/b")
    assert box.input_value() == "dropuot a/b"
    box.fill("dropuot")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=dropuot")
    expect(page.get_by_role("link", name="Dropout", exact=True)).to_be_visible()


def test_the_key_types_where_one_types(open_page: Open, ada: User) -> None:
    page = open_page("/accounts/login/").page
    field = page.get_by_label("Username or email")
    field.focus()
    page.keyboard.press("/")
    assert field.input_value() == "/"
    page.locator("h1").click()
    page.keyboard.press("Control+/")
    assert page.evaluate("document.activeElement.type") != "search"


def test_the_key_can_be_switched_off(open_page: Open) -> None:
    page = open_page("/search/?q=dropout").page
    page.get_by_label("The key / goes to the search box").uncheck()
    page.goto("/lessons/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") != "search"
    page.goto("/search/")
    expect(page.get_by_label("The key / goes to the search box")).not_to_be_checked()


def test_a_phone_has_a_link_instead_of_the_box(open_page: Open) -> None:
    page = open_page("/lessons/", size="phone").page
    assert page.get_by_role("searchbox").count() == 0
    page.get_by_role("banner").get_by_role("link", name="Search").click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("dropped")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=dropped")
    assert page.locator(".hit").count() == 10


@pytest.mark.parametrize("size", SIZES)
def test_a_long_name_leaves_room_for_the_search(open_page: Open, size: str) -> None:
    learner = User.objects.create_user("bartholomew-of-the-long-name-indeed", "b@example.org", "correct horse 1")
    watched = open_page("/lessons/", learner=learner, size=size)
    watched.assert_sound()
    header = watched.page.get_by_role("banner").bounding_box()
    assert header is not None
    assert header["height"] <= {"desktop": 72, "phone": 116}[size]


def test_the_key_goes_to_the_page_where_there_is_no_box(open_page: Open) -> None:
    page = open_page("/lessons/", size="phone").page
    page.keyboard.press("/")
    page.wait_for_url("**/search/")


def test_hits_pages_and_kinds_are_reached_by_keyboard(open_page: Open) -> None:
    page = open_page("/search/?q=dropped").page
    page.get_by_role("link", name="Glossary 12").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=term**")
    page.get_by_role("link", name="Next Page 2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    assert page.locator(".hit").count() == 2


def test_it_works_without_scripts(open_page: Open) -> None:
    page = open_page("/lessons/", scripts=False).page
    page.get_by_role("searchbox").fill("dropped")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=dropped")
    assert page.locator(".hit mark").count() > 0
    assert page.locator("[data-search-key]").is_hidden()
