"""Submissions in the admin: a record to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from grader.report import Report
from submissions import services
from submissions.models import Submission
from submissions.services import leases


@pytest.fixture
def finished(ada: User, hand_in: Callable[..., Submission], report: Callable[..., Report]) -> Submission:
    submission = hand_in(ada)
    claim = leases.claim(submission.pk)
    assert claim is not None
    assert leases.finish(claim, report())
    return submission


def test_staff_read_a_submission_and_its_report(client: Client, cleo: User, finished: Submission) -> None:
    client.force_login(cleo, backend="django.contrib.auth.backends.ModelBackend")

    assert "12 ms" in client.get("/admin/submissions/submission/").content.decode()
    page = client.get(f"/admin/submissions/submission/{finished.pk}/change/").content.decode()
    assert "&quot;verdict&quot;: &quot;passed&quot;" in page
    assert 'name="source"' not in page


def test_nobody_adds_or_rewrites_one(client: Client, cleo: User, finished: Submission) -> None:
    client.force_login(cleo, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/admin/submissions/submission/add/").status_code == 403
    assert client.post(f"/admin/submissions/submission/{finished.pk}/change/", {"source": "x"}).status_code == 403


def test_staff_settle_a_reported_check_and_rewrite_nothing(client: Client, cleo: User, finished: Submission) -> None:
    client.force_login(cleo, backend="django.contrib.auth.backends.ModelBackend")
    row = services.report_check(submission=finished, check_id="doubles", text="Too strict.")
    address = "/admin/submissions/badcheckreport/"

    assert "doubles" in client.get(address).content.decode()
    assert client.get(f"{address}add/").status_code == 403
    client.post(f"{address}{row.pk}/change/", {"is_settled": "on", "text": "rewritten"})
    row.refresh_from_db()
    assert (row.is_settled, row.text) == (True, "Too strict.")
