"""What a report shows beside its verdict: the trace of the code, pictures and tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from content.models import Lab
from content.services.labs import freeze
from grader.checks import artifacts
from grader.report import Report
from grader.tracing import Trace, as_artifact
from reports import REPORT
from submissions import queues, services
from submissions.models import Submission

from .conftest import Open

pytestmark = pytest.mark.browser

LINE = "    return [torch.log(x) for _ in range(40)]"
SOURCE = f"\nimport torch\n\ndef double(x):\n{LINE}\n"
TRACE = "What your code did, line by line"


@pytest.fixture
def lab(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A published lab, and a broker that takes no notice."""
    monkeypatch.setattr(queues, "ring", lambda *_: True)
    lab = Lab.objects.create(
        slug="double", title="Double a tensor", summary="Times two.", statement="Write `double`.", starter=SOURCE,
        reference="def double(x):\n    return 2 * x\n", checks="# what a learner never sees\n",
        entry_points=[{"name": "double", "signature": "double(x)"}],
    )  # fmt: skip
    freeze(lab=lab, is_shipped=True)
    lab.is_published = True
    lab.save()
    return lab


def _traced() -> dict[str, Any]:
    """Return the table that the grader's own tracer makes of `SOURCE`: 40 rows, of which the first has a note."""
    place: dict[str, Any] = {}
    exec(compile(SOURCE, "submission.py", "exec"), place)
    with Trace("submission.py") as trace:
        place["double"](torch.zeros(2, 3))
    table = as_artifact(trace.finished([]), "Doubles")
    assert table is not None
    return table


def _report() -> Report:
    pictures = artifacts.images("two_noises", torch.rand(16, 28, 28), alt="Sixteen times noise.", columns=8)
    names = [f"class number {number}" for number in range(12)]
    table = artifacts.table("confusion", {name: list(range(12)) for name in names}, names, alt="All are wrong.")
    return replace(REPORT, artifacts=(*REPORT.artifacts, pictures.content, table.content, _traced()))


def _graded(learner: User, lab: Lab) -> Submission:
    now = timezone.now()
    return Submission.objects.create(
        learner=learner, lab=lab, lab_version=lab.current_version, source=SOURCE, source_hash="", max_points=12,
        points=9, trace=True, state="finished", verdict="failed", report=_report().as_json(), started_at=now,
        finished_at=now,
    )  # fmt: skip


def _marked_line(page: Page) -> str:
    return str(page.locator(".cm-activeLine").text_content())


def test_a_learner_hands_in_with_a_trace_by_keyboard_and_goes_from_its_row_to_the_line(
    lab: Lab, ada: User, open_page: Open, one_at_a_time: Any
) -> None:
    watched = open_page("/labs/double/", learner=ada)
    page = watched.page
    page.get_by_role("button", name="Hand in", exact=True).focus()
    for key in ("Tab", "Tab", "Space", "Shift+Tab", "Shift+Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Waiting")).to_be_in_viewport()
    with one_at_a_time:
        submission = Submission.objects.get()
        claim = services.claim(submission.pk)
        assert claim is not None
        services.finish(claim, _report())
    assert submission.trace

    rows = page.get_by_role("region", name=TRACE).get_by_role("row")
    expect(rows).to_have_count(41)
    expect(rows.nth(1)).to_contain_text("log first infinity")
    expect(rows.nth(1).get_by_role("cell").nth(1)).to_have_text("[2, 3]")
    watched.assert_sound()

    page.get_by_role("link", name="line 5").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_be_focused()
    assert _marked_line(page) == LINE


@pytest.mark.parametrize(("size", "theme"), [("desktop", "dark"), ("phone", "light")])
def test_a_report_with_everything_is_sound_and_its_trace_scrolls_by_keyboard(
    lab: Lab, ada: User, open_page: Open, size: str, theme: str
) -> None:
    submission = _graded(ada, lab)
    watched = open_page(submission.get_absolute_url(), learner=ada, size=size, theme=theme)
    page = watched.page
    watched.assert_sound()
    picture = page.get_by_alt_text("Sixteen times noise.")
    width, natural, column = picture.evaluate("e => [e.width, e.naturalWidth, e.parentElement.clientWidth]")
    assert width <= column
    assert size == "phone" or (width > natural and width % natural == 0)

    region = page.get_by_role("region", name=TRACE)
    page.locator(".trace summary").focus()
    page.keyboard.press("Tab")
    expect(region).to_be_focused()
    last = region.get_by_role("row").last
    expect(last).not_to_be_in_viewport()
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()
    if size == "phone":
        expect(region.get_by_role("columnheader", name="gradient")).not_to_be_in_viewport()
        for _ in range(20):
            page.keyboard.press("ArrowRight")
        expect(region.get_by_role("columnheader", name="gradient")).to_be_in_viewport()
        expect(last.get_by_role("rowheader")).to_be_in_viewport()

    page.get_by_role("link", name="line 5").click()
    expect(page.locator(".source :target")).to_have_text(f"{LINE}\n", use_inner_text=False)


def test_on_a_phone_both_buttons_stand_side_by_side_and_a_row_opens_the_code(
    lab: Lab, ada: User, open_page: Open
) -> None:
    _graded(ada, lab)
    page = open_page("/labs/double/#verdict", learner=ada, size="phone").page
    page.get_by_role("link", name="line 5").click()
    expect(page.locator(".cm-content")).to_be_focused()
    assert _marked_line(page) == LINE
    expect(page.locator(".cm-activeLine")).to_be_in_viewport()
    boxes = [
        page.get_by_role("button", name=name, exact=True).bounding_box()
        for name in ("Hand in", "Run the visible checks")
    ]
    assert all(box is not None and box["height"] >= 44 for box in boxes)
    assert len({box["y"] for box in boxes if box}) == 1
