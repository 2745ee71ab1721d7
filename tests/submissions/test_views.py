"""Pages of labs and submissions: status and permission of each, and what never reaches a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from content.models import Lab, Lesson
from grader.report import CheckReport, Report
from grader.verdicts import CheckStatus, Verdict
from submissions import services
from submissions.models import BadCheckReport, Draft, HintOpened, Submission

HandIn = Callable[..., Submission]
Reports = Callable[..., Report]
Graders = Callable[..., Any]
HTMX = {"HX-Request": "true"}
SECRETS = ("secret reference", "secret checks", "secret mistake", "Twice")


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def as_ben(ben: User) -> Client:
    client = Client()
    client.force_login(ben)
    return client


def test_the_list_shows_published_labs_of_a_level(client: Client, lab: Lab) -> None:
    assert client.get("/labs/").context["labs"][0] == lab
    assert list(client.get("/labs/?level=advanced").context["labs"]) == []
    assert list(client.get("/labs/?level=nonsense").context["labs"]) == [lab]


def test_the_list_begins_with_what_a_beginner_can_do_and_goes_on_as_the_lessons_do(
    client: Client, make_lab: Callable[..., Lab]
) -> None:
    lessons = {order: Lesson.objects.create(slug=f"lesson-{order}", title="L", order=order) for order in (1, 2)}
    make_lab("hard", level="advanced", order=1)
    make_lab("loose", order=2)
    make_lab("later", order=3, lesson=lessons[2])
    make_lab("second", order=5, lesson=lessons[1])
    make_lab("first", order=4, lesson=lessons[1])
    answer = client.get("/labs/")
    assert [lab.slug for lab in answer.context["labs"]] == ["first", "second", "later", "loose", "hard"]
    page = answer.content.decode()
    assert 'class="jumps"' in page
    for level in ("beginner", "advanced"):
        assert f'<a href="#{level}">' in page
        assert page.count(f'<h2 id="{level}">') == 1
    assert 'class="jumps"' not in client.get("/labs/?level=beginner").content.decode()


def test_a_lab_says_what_hidden_checks_are(client: Client, lab: Lab) -> None:
    assert "Hidden checks run only when you hand in." in client.get(lab.get_absolute_url()).content.decode()


def test_the_list_shows_labs_of_a_concept_and_by_what_became_of_them(
    as_ada: Client, ada: User, lab: Lab, make_lab: Callable[..., Lab], hand_in: HandIn, report: Reports
) -> None:
    begun, passed = make_lab("begun"), make_lab("passed")
    passed.concepts.create(slug="scaling", title="Scaling")
    for one, verdict in ((begun, Verdict.FAILED), (passed, Verdict.PASSED)):
        claim = services.claim(hand_in(ada, to=one).pk)
        assert claim
        services.finish(claim, report(verdict))

    def slugs(query: str) -> list[str]:
        return [shown.slug for shown in as_ada.get(f"/labs/?{query}").context["labs"]]

    assert slugs("standing=new") == [lab.slug]
    assert slugs("standing=begun") == ["begun"]
    assert slugs("standing=passed") == slugs("concept=scaling") == ["passed"]
    assert slugs("concept=scaling&standing=new") == []
    assert len(slugs("concept=unknown&standing=unknown")) == 3


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_queries_for_any_number_of_labs(
    client: Client, db: None, count: int, make_lab: Callable[..., Lab], django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        make_lab(f"lab-{number}")
    with django_assert_max_num_queries(3):
        assert client.get("/labs/").status_code == 200


def test_anyone_may_read_a_lab_but_not_its_secrets(client: Client, lab: Lab) -> None:
    answer = client.get("/labs/double/")
    assert answer.status_code == 200
    assert answer.context["form"]["source"].value() == lab.starter
    assert "<code>double</code>" in answer.context["statement"]
    assert not [secret for secret in SECRETS if secret in answer.content.decode()]


def test_an_unpublished_lab_is_not_there(client: Client, lab: Lab) -> None:
    Lab.objects.update(is_published=False)
    assert client.get("/labs/double/").status_code == 404


def test_the_lab_page_costs_at_most_twelve_queries(
    as_ada: Client, ada: User, lab: Lab, hand_in: HandIn, fake_grader: Graders, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        services.grade(hand_in(ada).pk, grader=fake_grader())
    hand_in(ada)
    with django_assert_max_num_queries(12):
        as_ada.get("/labs/double/")


def test_handing_in_leads_to_the_verdict(as_ada: Client, lab: Lab) -> None:
    answer = as_ada.post("/labs/double/", {"source": "x = 1\r\n"})
    submission = Submission.objects.get()
    assert submission.source == "x = 1\n"
    assert answer["Location"] == f"/labs/double/?submission={submission.pk}#verdict"
    assert as_ada.get(answer["Location"]).context["submission"] == submission


def test_handing_in_by_htmx_answers_with_the_status_alone(as_ada: Client, lab: Lab) -> None:
    answer = as_ada.post("/labs/double/", {"source": "x = 1"}, headers=HTMX)
    assert answer.templates[0].name == "submissions/_status.html"
    assert answer.context["submission"] == Submission.objects.get()


def test_a_refused_source_stays_in_the_editor_beside_the_reason(as_ada: Client, lab: Lab) -> None:
    answer = as_ada.post("/labs/double/", {"source": "  \n"})
    assert answer.status_code == 422
    assert answer.context["refusal"] == "There is no code to grade yet."
    assert answer.context["form"]["source"].value() == "  \n"
    by_htmx = as_ada.post("/labs/double/", {"source": " "}, headers=HTMX)
    assert (by_htmx.status_code, by_htmx.context["refusal"]) == (200, "There is no code to grade yet.")


def test_a_visitor_is_asked_to_sign_in_and_keeps_what_was_typed(client: Client, ada: User, lab: Lab) -> None:
    answer = client.post("/labs/double/", {"source": "mine = 1"})
    assert answer["Location"].startswith("/accounts/login/?next=/labs/double/")
    signed_out = client.post("/labs/double/", {"source": "mine = 1"}, headers=HTMX)
    assert signed_out["HX-Redirect"] == answer["Location"], "else that page would stand in the verdict's place"
    assert not Submission.objects.exists()
    assert client.get("/labs/double/").context["form"]["source"].value() == "mine = 1"
    client.force_login(ada)
    for _ in range(2):
        assert client.get("/labs/double/").context["form"]["source"].value() == "mine = 1"
    assert Draft.objects.get().learner == ada


def test_a_post_without_a_token_is_refused(ada: User, lab: Lab) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/labs/double/", {"source": "x = 1"}).status_code == 403


def test_hints_open_one_at_a_time(as_ada: Client, ada: User, lab: Lab) -> None:
    assert as_ada.get("/labs/double/").context["hints_left"] == 2
    as_ada.post("/labs/double/hint/")
    page = as_ada.get("/labs/double/")
    assert [hint["number"] for hint in page.context["hints"]] == [1]
    assert "<em>two</em>" in page.context["hints"][0]["html"]
    assert "2 * x" not in page.content.decode()
    assert HintOpened.objects.get().learner == ada
    assert as_ada.post("/labs/double/hint/", headers=HTMX).context["hints_left"] == 0


def test_a_visitors_hints_stay_with_the_visitor(client: Client, lab: Lab) -> None:
    for _ in range(5):
        client.post("/labs/double/hint/")
    assert len(client.get("/labs/double/").context["hints"]) == 2
    assert Client().get("/labs/double/").context["hints"] == []


def test_the_explanation_comes_with_a_pass_and_not_before(
    as_ada: Client, ada: User, hand_in: HandIn, report: Reports, fake_grader: Graders
) -> None:
    services.grade(hand_in(ada).pk, grader=fake_grader(report(Verdict.FAILED)))
    page = as_ada.get("/labs/double/")
    assert (page.context["explanation"], page.context["has_passed"]) == ("", False)
    services.grade(hand_in(ada).pk, grader=fake_grader())
    page = as_ada.get("/labs/double/")
    assert "<em>everything</em>" in page.context["explanation"]
    assert page.context["has_passed"]


def test_a_draft_is_kept(as_ada: Client, lab: Lab) -> None:
    answer = as_ada.put("/labs/double/draft/", {"source": "half"}, content_type="application/json")
    assert answer.json() == {"saved": True}
    assert as_ada.get("/labs/double/").context["form"]["source"].value() == "half"


@pytest.mark.parametrize(
    ("body", "status"), [("[]", 400), ("{", 400), ("{}", 400), ('{"source": "\\u0000"}', 422), ("\xff", 400)]
)
def test_a_draft_that_cannot_be_kept_says_so(as_ada: Client, lab: Lab, body: str, status: int) -> None:
    answer = as_ada.put("/labs/double/draft/", body.encode("latin-1"), content_type="application/json")
    assert (answer.status_code, answer.json()["saved"]) == (status, False)


def test_a_visitors_draft_is_refused(client: Client, lab: Lab) -> None:
    assert client.put("/labs/double/draft/", {"source": "x"}, content_type="application/json").status_code == 401


def test_a_submission_is_its_owners_and_staffs(
    as_ada: Client, as_ben: Client, admin_client: Client, ada: User, hand_in: HandIn
) -> None:
    submission = hand_in(ada, "answer = 42\n")
    for address in (submission.get_absolute_url(), f"{submission.get_absolute_url()}status/"):
        assert as_ada.get(address).status_code == 200
        assert admin_client.get(address).status_code == 200
        assert as_ben.get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert as_ada.get(submission.get_absolute_url()).context["submission"].source == "answer = 42\n"


def test_another_learners_submission_is_not_shown_on_the_lab_page(as_ben: Client, ada: User, hand_in: HandIn) -> None:
    theirs = hand_in(ada)
    assert as_ben.get(f"/labs/double/?submission={theirs.pk}").context["submission"] is None
    assert as_ben.get("/labs/double/?submission=nonsense").context["submission"] is None


def test_an_unknown_submission_is_not_there(as_ada: Client) -> None:
    assert as_ada.get(f"/submissions/{uuid4()}/").status_code == 404


def test_polling_ends_with_the_verdict(as_ada: Client, ada: User, hand_in: HandIn, fake_grader: Graders) -> None:
    submission = hand_in(ada)
    address = f"{submission.get_absolute_url()}status/"
    waiting = as_ada.get(address)
    assert (waiting.status_code, waiting.context["position"]) == (200, 1)
    services.claim(submission.pk)
    assert as_ada.get(address).status_code == 200
    Submission.objects.update(state="queued", claim=None)
    services.grade(submission.pk, grader=fake_grader())
    ended = as_ada.get(address)
    assert ended.status_code == 286
    assert "Passed" in ended.content.decode()
    assert "hx-trigger" not in ended.content.decode()


def test_polling_ends_for_who_has_signed_out_and_shows_no_page_to_sign_in(
    client: Client, ada: User, hand_in: HandIn
) -> None:
    answer = client.get(f"{hand_in(ada).get_absolute_url()}status/", headers=HTMX)
    assert (answer.status_code, answer.templates[0].name) == (286, "submissions/_status.html")
    assert answer.context["submission"] is None
    assert "You have signed out." in answer.content.decode()


def test_only_the_owner_cancels(
    as_ada: Client, as_ben: Client, admin_client: Client, ada: User, hand_in: HandIn
) -> None:
    submission = hand_in(ada)
    address = f"{submission.get_absolute_url()}cancel/"
    assert as_ben.post(address).status_code == 404
    assert admin_client.post(address).status_code == 404
    assert as_ada.get(address).status_code == 405
    assert as_ada.post(address).status_code == 302
    submission.refresh_from_db()
    assert submission.state == "cancelled"
    assert as_ada.post(address, headers=HTMX).status_code == 200


def test_what_a_program_prints_is_shown_and_never_run(
    as_ada: Client, ada: User, hand_in: HandIn, report: Reports, fake_grader: Graders
) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    check = CheckReport("a", attack, CheckStatus.FAILED, 0.0, 1.0, message=attack, traceback=attack, given=attack)
    bad = report(Verdict.FAILED, stdout=attack, message=attack, traceback=attack, checks=(check,))
    submission = hand_in(ada, f"# {attack}\n")
    services.grade(submission.pk, grader=fake_grader(bad))
    for address in (submission.get_absolute_url(), f"{submission.get_absolute_url()}status/", "/labs/double/"):
        shown = as_ada.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;script&gt;" in shown


def test_history_costs_the_same_queries_for_any_number_of_rows(
    as_ada: Client, ada: User, lab: Lab, hand_in: HandIn, fake_grader: Graders, django_assert_num_queries: Any
) -> None:
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            as_ada.get("/labs/double/")
        return len(queries)

    services.grade(hand_in(ada).pk, grader=fake_grader())
    few = count()
    for _ in range(10):
        services.grade(hand_in(ada).pk, grader=fake_grader())
    assert count() == few


def test_the_report_says_how_many_hints_were_open_when_it_was_handed_in(
    as_ada: Client, hand_in: HandIn, ada: User, fake_grader: Graders
) -> None:
    as_ada.post("/labs/double/hint/")
    submission = hand_in(ada)
    as_ada.post("/labs/double/hint/")
    services.grade(submission.pk, grader=fake_grader())

    page = as_ada.get(f"/submissions/{submission.pk}/")

    assert page.context["hints_opened"] == 1
    assert "after opening 1 hint;" in page.content.decode()


def test_a_report_draws_its_pictures_and_tables_with_their_texts(
    as_ada: Client, hand_in: HandIn, ada: User, fake_grader: Graders, report: Reports
) -> None:
    pixel = "data:image/png;base64,iVBORw0KGgo="
    size = {"width": 1, "height": 1, "shown": 8, "count": 9}
    picture = {"name": "samples", "kind": "image", "alt": "Eight <digits>", "src": pixel, **size}
    rows = [{"name": "cat", "cells": [9, 1]}, {"name": "dog", "cells": [2, 8]}]
    table = {"name": "confusion", "kind": "table", "alt": "Most are right", "columns": ["cat", "dog"], "rows": rows}
    submission = hand_in(ada)
    services.grade(submission.pk, grader=fake_grader(report(artifacts=(picture, table))))

    page = as_ada.get(f"/submissions/{submission.pk}/").content.decode()

    assert f'src="{pixel}"' in page
    assert 'alt="Eight &lt;digits&gt;"' in page
    assert "8 of 9" in page
    assert '<th scope="row">cat</th><td>9</td><td>1</td>' in page
    assert "Most are right" in page


def test_handing_in_with_a_trace_asks_the_grader_for_one_even_for_a_source_graded_before(
    as_ada: Client, hand_in: HandIn, ada: User, fake_grader: Graders
) -> None:
    services.grade(hand_in(ada, "x = 1\n").pk, grader=fake_grader())

    as_ada.post("/labs/double/", {"source": "x = 1\n", "trace": "1"}, headers=HTMX)

    latest = Submission.objects.latest("created_at")
    assert (latest.trace, latest.answered_from) == (True, None)


def graded(submission: Submission, report: Any) -> Submission:
    claim = services.claim(submission.pk)
    assert claim
    runs = CheckReport("runs", "It runs", CheckStatus.PASSED, 2.0, 2.0)
    check = CheckReport("doubles", "It doubles", CheckStatus.FAILED, 0.0, 8.0)
    services.finish(claim, report(Verdict.FAILED, checks=(runs, check)))
    return submission


def test_a_check_is_reported_with_what_is_needed_to_see_it_again(
    as_ada: Client, ada: User, hand_in: HandIn, report: Reports
) -> None:
    submission = graded(hand_in(ada), report)
    address = f"/submissions/{submission.pk}/bad-check/"
    assert address in as_ada.get(submission.get_absolute_url()).content.decode()
    assert '<option value="doubles" selected>It doubles' in as_ada.get(address).content.decode()
    assert '<option value="runs" selected>It runs' in as_ada.get(f"{address}?check=runs").content.decode()
    assert as_ada.post(address, {"check": "doubles", "text": ""}).context["form"].errors["text"]
    assert as_ada.post(address, {"check": "made up", "text": "x"}).context["form"].errors["check"]
    answer = as_ada.post(address, {"check": "doubles", "text": "The tolerance is too strict."})
    assert answer.headers["Location"] == submission.get_absolute_url()
    row = BadCheckReport.objects.get()
    assert (row.submission, row.lab_version, row.check_id, row.seed) == (
        submission,
        submission.lab_version,
        "doubles",
        7,
    )


def test_only_the_owner_reports_a_check_and_only_of_a_report(
    as_ada: Client, as_ben: Client, ada: User, hand_in: HandIn, report: Reports
) -> None:
    assert as_ada.get(f"/submissions/{hand_in(ada).pk}/bad-check/").status_code == 404
    done = graded(hand_in(ada), report)
    assert as_ben.get(f"/submissions/{done.pk}/bad-check/").status_code == 404


def test_a_lab_s_page_may_listen_before_anything_is_handed_in(as_ada: Client, lab: Lab, settings: Any) -> None:
    settings.EVENTS_URL = ":8001"
    answer = as_ada.get(lab.get_absolute_url())
    assert "connect-src 'self' http://testserver:8001;" in answer.headers["Content-Security-Policy"]
