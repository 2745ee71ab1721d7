"""Runs of the visible checks: they go the way of a submission, and count as none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from config.health import metrics
from content.models import Lab, LearningPath
from grader.report import Report
from grader.verdicts import Verdict
from mastery import paths, selectors
from submissions import services
from submissions.errors import TooManyUnfinished
from submissions.models import BadCheckReport, Draft, Submission
from submissions.versions import versions

HandIn = Callable[..., Submission]
Reports = Callable[..., Report]
Graders = Callable[..., Any]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def run(ada: User, lab: Lab, fake_grader: Graders) -> Callable[..., Submission]:
    """Run ada's source against the visible checks, all of which pass."""

    def run(source: str = "x = 1\n", **asked: Any) -> Submission:
        row = services.hand_in(learner=ada, lab=lab, source=source, visible_only=True, **asked)
        services.grade(row.pk, grader=fake_grader())
        row.refresh_from_db()
        return row

    return run


def test_a_run_takes_the_same_way_and_the_grader_is_told(
    ada: User, lab: Lab, rings: list[UUID], fake_grader: Graders, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = services.hand_in(learner=ada, lab=lab, source="x = 1\n", visible_only=True)
    grader = fake_grader()
    assert rings == [row.pk]
    assert services.grade(row.pk, grader=grader)
    assert grader.visible_only == [True]
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("finished", "passed")


def test_a_run_that_passes_counts_nowhere(as_ada: Client, ada: User, lab: Lab, run: Callable[..., Submission]) -> None:
    """The attack: solve only what the visible checks ask for, and take the points, the explanation and the badge."""
    row = run()

    state = selectors.progress(ada).labs[0]
    assert (state.best, state.is_passed, state.tried_at) == (None, False, None)
    path = LearningPath(stages=[{"title": "", "summary": "", "lessons": [], "labs": [lab.slug]}])
    assert [step.is_done for step in paths.state_of(path, ada).stages[0].labs] == [False]
    listed = as_ada.get("/labs/").context["labs"][0]
    assert (listed.best_verdict, listed.best_points) == ("", None)
    page = as_ada.get("/labs/double/")
    assert (page.context["has_passed"], page.context["explanation"], page.context["history"]) == (False, "", [])
    assert list(ada.submissions.all()) == list(lab.submissions.all()) == []
    assert "passed" not in metrics.text()
    assert [version.key for version in versions(ada, lab)] == ["now", "starter"]
    assert page.context["submission"] == row, "but it is what is looked at"


def test_a_hand_in_of_the_same_source_is_graded_in_full(
    ada: User, hand_in: HandIn, fake_grader: Graders, run: Callable[..., Submission]
) -> None:
    run("x = 1\n")
    full = hand_in(ada, "x = 1\n")
    assert (full.state, full.answered_from) == ("queued", None)
    grader = fake_grader()
    services.grade(full.pk, grader=grader)
    assert grader.visible_only == [False]
    again = services.hand_in(learner=ada, lab=full.lab, source="x = 1\n", visible_only=True)
    assert (again.state, again.answered_from) == ("queued", None)


def test_runs_wait_in_the_one_queue_and_fill_the_same_room(
    as_ada: Client, ada: User, ben: User, lab: Lab, hand_in: HandIn
) -> None:
    first, _, third = [
        services.hand_in(learner=ada, lab=lab, source=f"x = {n}", visible_only=True)
        for n in range(services.MAX_UNFINISHED)
    ]
    with pytest.raises(TooManyUnfinished):
        hand_in(ada)
    waiting = as_ada.get(f"/submissions/{hand_in(ben).pk}/status/")
    assert waiting.status_code == 404, "somebody else's"
    assert as_ada.get(f"/submissions/{third.pk}/status/").context["position"] == 3
    assert 'forward_pass_queue_length{device="cpu"} 4' in metrics.text()
    assert as_ada.post(f"/submissions/{first.pk}/cancel/").status_code == 302
    assert hand_in(ada).state == "queued"


def test_only_the_last_runs_are_kept_and_one_whose_check_was_reported(
    ada: User, hand_in: HandIn, run: Callable[..., Submission]
) -> None:
    submitted = hand_in(ada)
    services.cancel(submission=submitted)
    reported = run("first")
    services.report_check(submission=reported, check_id="a", text="Too strict.")
    rows = [run(f"x = {n}") for n in range(services.KEPT_RUNS + 2)]
    kept = Submission.runs.filter(visible_only=True)
    assert set(kept) == {reported, *rows[-services.KEPT_RUNS :]}
    assert BadCheckReport.objects.get().submission == reported
    assert Submission.objects.get() == submitted


def test_the_button_runs_the_visible_checks_and_keeps_the_text(as_ada: Client, lab: Lab) -> None:
    answer = as_ada.post("/labs/double/", {"source": "mine = 1\n", "checks": "visible", "trace": "1"})
    row = Submission.runs.get()
    assert (row.visible_only, row.trace) == (True, True)
    page = as_ada.get(answer["Location"])
    assert page.context["submission"] == row
    assert page.context["form"]["source"].value() == Draft.objects.get().source == "mine = 1\n"


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [(Verdict.PASSED, "The visible checks pass. Hand in to run the hidden ones too."), (Verdict.FAILED, "Not yet")],
)
def test_its_verdict_says_that_it_is_none_of_a_submission(
    as_ada: Client, ada: User, lab: Lab, fake_grader: Graders, report: Reports, verdict: Verdict, sentence: str
) -> None:
    as_ada.post("/labs/double/", {"source": "x = 1", "checks": "visible"}, headers=HTMX)
    row = Submission.runs.get()
    services.grade(row.pk, grader=fake_grader(report(verdict)))
    for address in (f"/submissions/{row.pk}/status/", row.get_absolute_url(), "/labs/double/"):
        shown = as_ada.get(address).content.decode()
        assert sentence in shown
        assert "Only the visible checks ran" in shown
        assert "of 10" not in shown.partition('id="status"')[2], "there are no points to be had"


def test_a_check_of_a_run_can_be_reported(as_ada: Client, ada: User, lab: Lab, run: Callable[..., Submission]) -> None:
    assert as_ada.get(f"/submissions/{run().pk}/bad-check/").status_code == 200
