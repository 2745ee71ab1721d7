"""The texts of a learner: what is kept, compared and brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from content.models import Lab
from submissions import services
from submissions.models import Draft, DraftVersion, Submission
from submissions.versions import versions

HandIn = Callable[..., Submission]
ADDRESS = "/labs/double/versions/"


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def sources() -> list[str]:
    return list(DraftVersion.objects.values_list("source", flat=True))


def test_a_draft_is_set_aside_once_a_minute(ada: User, lab: Lab) -> None:
    for source in ("one", "two", "three"):
        services.keep_draft(learner=ada, lab=lab, source=source)
    assert sources() == ["one"]
    DraftVersion.objects.update(saved_at=timezone.now() - timedelta(minutes=2))
    services.keep_draft(learner=ada, lab=lab, source="four")
    assert sources() == ["three", "one"]


def test_a_draft_is_set_aside_at_once_when_asked(ada: User, lab: Lab) -> None:
    for source in ("one", "two", "three"):
        services.keep_draft(learner=ada, lab=lab, source=source, sets_aside=True)
    assert sources() == ["two", "one"]


def test_blank_and_unchanged_drafts_are_not_set_aside(ada: User, lab: Lab) -> None:
    for source in (" \n", "one", "one"):
        services.keep_draft(learner=ada, lab=lab, source=source, sets_aside=True)
    assert sources() == []


def test_only_the_latest_are_kept(ada: User, ben: User, lab: Lab) -> None:
    services.keep_draft(learner=ben, lab=lab, source="ben's")
    services.keep_draft(learner=ben, lab=lab, source="ben's next", sets_aside=True)
    for number in range(services.KEPT_VERSIONS + 3):
        services.keep_draft(learner=ada, lab=lab, source=f"{number}", sets_aside=True)
    mine = DraftVersion.objects.filter(learner=ada)
    assert mine.count() == services.KEPT_VERSIONS
    assert mine[0].source == f"{services.KEPT_VERSIONS + 1}"
    assert DraftVersion.objects.filter(learner=ben).count() == 1


def test_versions_are_drafts_and_submissions_of_the_learner_alone(
    ada: User, ben: User, lab: Lab, hand_in: HandIn
) -> None:
    services.keep_draft(learner=ada, lab=lab, source="one")
    services.keep_draft(learner=ada, lab=lab, source="two")
    submission = hand_in(ada, "handed in")
    hand_in(ben, "ben's")
    assert [version.source for version in versions(ada, lab)] == ["handed in", "handed in", "one", lab.starter]
    assert versions(ada, lab)[1].submission == submission


def test_the_page_shows_the_difference_escaped(as_ada: Client, ada: User, lab: Lab) -> None:
    services.keep_draft(learner=ada, lab=lab, source="x = '<b>'")
    page = as_ada.get(ADDRESS, {"old": "starter", "new": "now"}).content.decode()
    assert "<ins>x = &#x27;&lt;b&gt;&#x27;</ins>" in page
    assert "<del>def double(x):</del>" in page


def test_bringing_back_loses_nothing(as_ada: Client, ada: User, lab: Lab) -> None:
    services.keep_draft(learner=ada, lab=lab, source="one")
    services.keep_draft(learner=ada, lab=lab, source="two")
    answer = as_ada.post(ADDRESS, {"version": f"d{DraftVersion.objects.get().pk}"})
    assert answer.headers["Location"] == lab.get_absolute_url()
    assert Draft.objects.get().source == "one"
    assert sources() == ["two", "one"]


def test_a_text_of_another_learner_cannot_be_brought_back(as_ada: Client, ben: User, lab: Lab, hand_in: HandIn) -> None:
    theirs = hand_in(ben, "ben's")
    answer = as_ada.post(ADDRESS, {"version": f"s{theirs.pk}"})
    assert answer.headers["Location"] == ADDRESS
    assert not Draft.objects.exists()
    assert "ben" not in as_ada.get(ADDRESS, {"old": f"s{theirs.pk}"}).content.decode()


def test_two_submissions_compare_their_checks(as_ada: Client, ada: User, hand_in: HandIn) -> None:
    pair = [hand_in(ada, "one"), hand_in(ada, "two")]
    for submission, status in zip(pair, ("failed", "passed"), strict=True):
        report = {"checks": [{"id": "a", "title": "Doubles", "status": status}]}
        Submission.objects.filter(pk=submission.pk).update(report=report)
    page = as_ada.get(ADDRESS, {"old": f"s{pair[0].pk}", "new": f"s{pair[1].pk}"})
    assert 'failed <span class="arrow">→</span> <strong>passed</strong>' in page.content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_queries_for_any_number(
    as_ada: Client, ada: User, lab: Lab, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        services.keep_draft(learner=ada, lab=lab, source=f"{number}", sets_aside=True)
    with django_assert_max_num_queries(9):
        assert as_ada.get(ADDRESS).status_code == 200


def test_a_visitor_is_asked_to_sign_in(client: Client, lab: Lab) -> None:
    assert client.get(ADDRESS).status_code == 302


def test_a_draft_can_ask_to_set_the_one_before_aside(as_ada: Client, ada: User, lab: Lab) -> None:
    for source in ("one", "two", "three"):
        sent = {"source": source, "sets_aside": True}
        assert as_ada.put("/labs/double/draft/", sent, content_type="application/json").status_code == 200
    assert sources() == ["two", "one"]


def test_the_page_begins_with_the_latest_text_that_differs(
    as_ada: Client, ada: User, lab: Lab, hand_in: HandIn
) -> None:
    services.keep_draft(learner=ada, lab=lab, source="one")
    services.keep_draft(learner=ada, lab=lab, source="two")
    hand_in(ada, "two")
    shown = as_ada.get(ADDRESS).context
    assert (shown["old"].source, shown["new"].source) == ("one", "two")
