"""The draft of an interview answer: sent after a pause, kept in the browser while the server can't be reached."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from content.models import Question
from interviews.models import Practice

from .conftest import Open, session_of, wait_for_empty_storage

pytestmark = pytest.mark.browser
ANSWER = "Whole units are dropped, a new mask each pass."


@pytest.fixture
def unsent(transactional_db: None, ada: User, open_page: Open) -> Page:
    """A page with an answer that the server refused."""
    question = Question.objects.create(
        slug="why-dropout", title="Dropout", prompt="Why?", model_answer="It thins.", is_published=True
    )
    page = open_page(question.get_absolute_url(), learner=ada).page
    page.route("**/draft/", lambda route: route.fulfill(status=503))
    page.get_by_label("Your answer").fill(ANSWER)
    expect(page.locator("#save-state")).to_have_text("The draft is kept in this browser and sent later.")
    return page


def test_an_answer_that_could_not_be_sent_comes_back_and_is_sent(unsent: Page) -> None:
    unsent.unroute("**/draft/")
    unsent.reload()
    expect(unsent.get_by_label("Your answer")).to_have_value(ANSWER)
    wait_for_empty_storage(unsent)
    assert Practice.objects.get().answer == ANSWER


def test_an_answer_that_the_server_has_does_not_stay_in_this_browser(unsent: Page, ada: User) -> None:
    # Its reply found nobody: what stays here would later displace a newer answer.
    Practice.objects.create(learner=ada, question=Question.objects.get(), answer=ANSWER)
    unsent.reload()
    expect(unsent.get_by_label("Your answer")).to_have_value(ANSWER)
    wait_for_empty_storage(unsent)


def test_an_answer_is_not_shown_to_the_next_who_signs_in_on_this_browser(
    unsent: Page, ben: User, live_server: Any
) -> None:
    unsent.context.add_cookies([session_of(ben, live_server.url)])
    unsent.reload()
    expect(unsent.get_by_label("Your answer")).to_have_value("")
    assert not Practice.objects.exists()
