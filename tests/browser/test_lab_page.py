"""The editor, the draft and the verdict that comes without a reload."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from content.models import Lab
from content.services.labs import freeze
from grader.report import CheckReport, Report
from grader.verdicts import CheckStatus, Verdict
from reports import REPORT
from submissions import queues, services
from submissions.models import Draft, DraftVersion, Submission

from .conftest import Open, wait_for_empty_storage, wait_until

pytestmark = pytest.mark.browser

STARTER = "def double(x):\n    raise NotImplementedError\n"


@pytest.fixture
def lab(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A published lab, and a broker that takes no notice."""
    monkeypatch.setattr(queues, "ring", lambda *_: True)
    lab = Lab.objects.create(
        slug="double", title="Double a tensor", summary="Times two.", statement="Write `double`.", starter=STARTER,
        reference="def double(x):\n    return 2 * x\n", checks="# what a learner never sees\n",
        entry_points=[{"name": "double", "signature": "double(x)"}],
        hints=[{"kind": "nudge", "text": "Think of $2x$."}, {"kind": "code", "text": "`2 * x`"}],
    )  # fmt: skip
    freeze(lab=lab, is_shipped=True)
    lab.is_published = True
    lab.save()
    return lab


def type_code(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


Finish = Callable[..., None]


@pytest.fixture
def finish(one_at_a_time: threading.RLock) -> Finish:
    """Do what a worker does: claim the only submission, which may still be on its way, and write its report."""

    def work(report: Report = REPORT) -> None:
        for _ in range(400):
            with one_at_a_time:
                if Submission.objects.exists():
                    claim = services.claim(Submission.objects.get().pk)
                    assert claim is not None
                    services.finish(claim, report)
                    return
            time.sleep(0.05)
        pytest.fail("nothing was handed in")

    return work


def test_a_submission_reaches_its_verdict_without_a_reload(
    lab: Lab, ada: User, open_page: Open, finish: Finish
) -> None:
    watched = open_page("/labs/double/", learner=ada)
    page = watched.page
    page.evaluate("window.sameDocument = true")
    type_code(page, "def double(x):\n    return x\n")
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    finish()
    expect(page.get_by_role("heading", name="Not yet")).to_be_visible()
    expect(page.get_by_text("What this usually means").first).to_be_visible()
    expect(page.locator("#said")).to_have_text("Not yet: 9 of 12 points.")
    expect(page.locator("#history")).to_contain_text("Your submissions (1)")
    assert page.evaluate("window.sameDocument")
    watched.assert_sound()


def test_polling_ends_with_the_verdict(lab: Lab, ada: User, open_page: Open, finish: Finish) -> None:
    page = open_page("/labs/double/", learner=ada).page
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.locator("#status[hx-get]")).to_be_visible()
    finish()
    expect(page.locator("#status[data-state=finished]")).to_be_visible()
    assert page.locator("#status[hx-get]").count() == 0


def test_a_traceback_marks_its_line_in_the_editor(lab: Lab, ada: User, open_page: Open, finish: Finish) -> None:
    check = CheckReport(
        "runs", "It runs", CheckStatus.ERROR, 0.0, 10.0,
        traceback='  File "submission.py", line 2, in double\n    return x / 0\nZeroDivisionError: division by zero',
    )  # fmt: skip
    page = open_page("/labs/double/", learner=ada).page
    page.get_by_role("button", name="Hand in", exact=True).click()
    finish(replace(REPORT, verdict=Verdict.RUNTIME_ERROR, checks=(check,)))
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()


def test_a_submission_can_be_cancelled(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada).page
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("You cancelled this submission.")).to_be_visible()
    assert Submission.objects.get().state == "cancelled"


def test_a_draft_is_kept_and_comes_back(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada).page
    type_code(page, "# half a thought")
    expect(page.locator("#draft-state")).to_have_text("Saved")
    assert Draft.objects.get().source == "# half a thought"
    page.reload()
    expect(page.locator(".cm-content")).to_have_text("# half a thought")


def test_a_lost_connection_is_said_and_made_good(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada).page
    page.context.set_offline(True)
    type_code(page, "# typed in a tunnel")
    bar = page.locator("#connection")
    expect(page.locator("#draft-state")).to_have_text("Kept in this browser for now")
    expect(bar).to_have_text("You are offline. What you write is kept in this browser.")
    page.context.set_offline(False)
    expect(bar).to_have_text("You are back online.")
    expect(page.locator("#draft-state")).to_have_text("Saved", timeout=10_000)
    assert Draft.objects.get().source == "# typed in a tunnel"


def test_what_could_not_be_sent_comes_back_with_the_page(
    lab: Lab, ada: User, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("/labs/double/", learner=ada).page
    keep = services.keep_draft

    def refuse_all_that_the_first_page_sends(**sent: Any) -> Draft:
        if not sent["sets_aside"]:
            raise OperationalError("the database is away")
        return keep(**sent)

    monkeypatch.setattr(services, "keep_draft", refuse_all_that_the_first_page_sends)
    type_code(page, "# unsent")
    expect(page.locator("#draft-state")).to_have_text("Kept in this browser for now")
    page.reload()
    expect(page.locator(".cm-content")).to_have_text("# unsent")
    wait_for_empty_storage(page)
    assert Draft.objects.get().source == "# unsent"


def test_what_was_sent_while_leaving_does_not_stay_in_this_browser(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada).page
    page.route("**/draft/", lambda route: route.fulfill(status=503))
    type_code(page, "# sent at last")
    expect(page.locator("#draft-state")).to_have_text("Kept in this browser for now")
    # The server has the code, but its answer found nobody: what stays here would later displace newer code.
    Draft.objects.create(learner=ada, lab=lab, source="# sent at last")
    page.reload()
    expect(page.locator(".cm-content")).to_have_text("# sent at last")
    wait_for_empty_storage(page)


def test_beginning_again_asks_first_and_loses_nothing(lab: Lab, ada: User, open_page: Open) -> None:
    watched = open_page("/labs/double/", learner=ada)
    page = watched.page
    type_code(page, "mine = 1")
    page.get_by_role("button", name="Reset to starter").click()
    page.get_by_role("button", name="Keep my code").click()
    expect(page.locator(".cm-content")).to_have_text("mine = 1")
    page.get_by_role("button", name="Reset to starter").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset to starter").click()
    expect(page.locator(".cm-content")).to_contain_text("NotImplementedError")
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-content")).to_have_text("mine = 1")
    assert list(DraftVersion.objects.values_list("source", flat=True)) == ["mine = 1"]
    expect(page.locator("#draft-state")).to_have_text("Saved")
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("heading", name="What is different")).to_be_visible()
    watched.assert_sound()


def test_the_keys_are_listed_and_escape_leaves_list_and_editor(lab: Lab, ada: User, open_page: Open) -> None:
    watched = open_page("/labs/double/", learner=ada)
    page = watched.page
    button = page.get_by_role("button", name="Keys", exact=True)
    button.click()
    expect(page.get_by_role("dialog", name="Keys of the editor")).to_contain_text("leaves the editor")
    watched.assert_sound()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    page.locator(".cm-content").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand in", exact=True)).to_be_focused()


def test_without_the_events_process_the_page_polls(
    lab: Lab, ada: User, open_page: Open, finish: Finish, settings: Any
) -> None:
    settings.EVENTS_URL = "/"  # where nothing answers here
    page = open_page("/labs/double/", learner=ada).page
    with page.expect_response("**/events/submissions/**") as answer:
        page.get_by_role("button", name="Hand in", exact=True).click()
    assert answer.value.status == 404
    finish()
    expect(page.locator("#status[data-state=finished]")).to_be_visible()


def test_a_stream_changes_the_page_without_a_poll(lab: Lab, ada: User, open_page: Open, settings: Any) -> None:
    settings.EVENTS_URL = "/"
    page = open_page("/labs/double/", learner=ada).page
    event = 'id: 1\nevent: status\ndata: {"state": "queued", "line": "Number 7 in the queue."}\n\n'
    page.route("**/events/submissions/**", lambda route: route.fulfill(content_type="text/event-stream", body=event))
    page.route("**/status/", lambda route: route.abort())
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.locator("#status-line")).to_have_text("Number 7 in the queue.")


def test_hints_come_one_by_one(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada).page
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator(".hint")).to_have_count(1)
    expect(page.locator(".hint math").first).to_be_visible()
    page.get_by_role("button", name="One more hint").click()
    expect(page.locator(".hint")).to_have_count(2)
    expect(page.get_by_text("That was the last one.")).to_be_visible()


def test_a_phone_shows_one_part_at_a_time_and_the_verdict_after_handing_in(
    lab: Lab, ada: User, open_page: Open
) -> None:
    watched = open_page("/labs/double/", learner=ada, size="phone")
    page = watched.page
    expect(page.locator(".cm-editor")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 300})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    read_to = page.evaluate("scrollY")
    page.get_by_role("button", name="Code", exact=True).dispatch_event("click")  # a click would scroll to it first
    expect(page.locator(".lab-statement")).to_be_hidden()
    assert abs(page.locator(".lab-header").evaluate("header => header.getBoundingClientRect().bottom")) < 1
    page.get_by_role("button", name="Task", exact=True).dispatch_event("click")
    assert page.evaluate("scrollY") == read_to
    page.get_by_role("button", name="Code", exact=True).click()
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    expect(page.get_by_role("button", name="Verdict")).to_have_attribute("aria-pressed", "true")
    watched.assert_sound()


def test_a_visitor_is_sent_to_sign_in_and_finds_the_code_again(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/").page
    type_code(page, "# before I had signed in")
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.get_by_label("Username or email address").fill("ada")
    page.get_by_label("Password").fill("correct horse 1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".cm-content")).to_have_text("# before I had signed in")


def test_without_scripts_the_page_is_a_form(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada, scripts=False).page
    page.get_by_role("textbox", name="Your code").fill("x = 1")
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    assert Submission.objects.get().source == "x = 1"


def test_while_the_code_is_sent_both_buttons_wait_and_the_page_says_so(lab: Lab, ada: User, open_page: Open) -> None:
    page = open_page("/labs/double/", learner=ada).page
    held: list[Route] = []
    page.route(
        "**/labs/double/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    button = page.get_by_role("button", name="Hand in", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#draft-state")).to_have_text("Handing in…")
    expect(page.locator("#hand-in [type=submit]:disabled")).to_have_count(2)
    wait_until(page, lambda: held)
    held[0].continue_()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    expect(page.locator("#draft-state")).to_be_empty()
    expect(button).to_be_focused()


def test_keys_run_the_visible_checks_and_hand_in_whichever_button_was_pressed_last(
    lab: Lab, ada: User, open_page: Open
) -> None:
    page = open_page("/labs/double/", learner=ada).page
    page.locator(".cm-content").click()
    before = page.locator(".cm-content").inner_text()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_text("You are next.")).to_be_visible()
    # In some browsers a click on a button leaves the focus where it was.
    page.get_by_label("With a trace").check()
    page.get_by_role("button", name="Run the visible checks").dispatch_event("click")
    expect(page.get_by_text("Number 2 in the queue.")).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Number 3 in the queue.")).to_be_visible()
    sent = [(row.visible_only, row.trace) for row in Submission.runs.order_by("created_at")]
    assert sent == [(True, False), (True, True), (False, True)]
    assert page.locator(".cm-content").inner_text() == before
