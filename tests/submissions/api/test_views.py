"""The REST interface: status, permission and shape of each address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import User
from content.models import Lab
from submissions import services
from submissions.models import Submission

HandIn = Callable[..., Submission]
Graders = Callable[..., Any]
HAND_IN = "/api/v1/labs/double/submissions/"
PASSWORD = "correct horse 1"


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return client


@pytest.fixture
def as_ada(ada: User) -> APIClient:
    return client_of(ada)


@pytest.fixture
def as_ben(ben: User) -> APIClient:
    return client_of(ben)


def test_a_source_is_handed_in(as_ada: APIClient, ada: User, lab: Lab) -> None:
    answer = as_ada.post(HAND_IN, {"source": "x = 1\n"}, format="json")
    body = answer.json()
    submission = Submission.objects.get(learner=ada)
    assert answer.status_code == 201
    assert answer["Location"] == body["url"] == f"http://testserver/api/v1/submissions/{submission.pk}/"
    assert body["id"] == str(submission.pk)
    assert (body["lab"], body["lab_version"]) == ("double", lab.current_version.version)
    assert (body["state"], body["verdict"], body["points"], body["max_points"]) == ("queued", "", None, 10.0)
    assert (body["queue_position"], body["progress"], body["report"]) == (1, {}, None)


@pytest.mark.parametrize(("sent", "kept"), [({}, False), ({"trace": False}, False), ({"trace": True}, True)])
def test_a_trace_is_made_when_asked_for(as_ada: APIClient, lab: Lab, sent: dict[str, bool], kept: bool) -> None:
    assert as_ada.post(HAND_IN, {"source": "x = 1\n", **sent}, format="json").status_code == 201
    assert Submission.objects.get().trace is kept


def test_a_run_of_the_visible_checks_is_asked_for_and_listed_apart(as_ada: APIClient, lab: Lab) -> None:
    full = as_ada.post(HAND_IN, {"source": "x = 1\n"}, format="json").json()
    run = as_ada.post(HAND_IN, {"source": "x = 1\n", "checks": "visible"}, format="json").json()
    assert (full["checks"], run["checks"], run["queue_position"]) == ("all", "visible", 2)
    assert as_ada.post(HAND_IN, {"source": "x", "checks": "hidden"}, format="json").json()["errors"]["checks"]
    assert as_ada.get(run["url"]).json()["source"] == "x = 1\n"
    for address in (HAND_IN, "/api/v1/submissions/"):
        assert [row["id"] for row in as_ada.get(address).json()["results"]] == [full["id"]]
        assert [row["id"] for row in as_ada.get(f"{address}?checks=visible").json()["results"]] == [run["id"]]


def test_the_report_is_the_graders(as_ada: APIClient, ada: User, hand_in: HandIn, fake_grader: Graders) -> None:
    submission = hand_in(ada)
    services.grade(submission.pk, grader=fake_grader())
    body = as_ada.get(f"/api/v1/submissions/{submission.pk}/").json()
    assert (body["state"], body["verdict"], body["points"]) == ("finished", "passed", 10.0)
    assert body["report"] == fake_grader().answer.as_json() | {"checks": [], "artifacts": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [({"source": ""}, "source"), ({"source": "x\x00"}, "source"), ({}, "source"), ({"source": ["x"]}, "source")],
)
def test_a_source_that_cannot_be_graded_is_a_problem(as_ada: APIClient, lab: Lab, body: Any, field: str) -> None:
    answer = as_ada.post(HAND_IN, body, format="json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]


def test_the_fourth_unfinished_submission_is_too_many(as_ada: APIClient, ada: User, hand_in: HandIn) -> None:
    for _ in range(3):
        hand_in(ada)
    answer = as_ada.post(HAND_IN, {"source": "x = 1"}, format="json")
    assert answer.status_code == 429
    assert answer.json()["detail"].startswith("You already have 3 submissions")


def test_a_lab_without_a_version_is_closed(as_ada: APIClient, lab: Lab) -> None:
    Lab.objects.update(current_version=None)
    assert as_ada.post(HAND_IN, {"source": "x = 1"}, format="json").status_code == 409


@pytest.mark.parametrize(
    "address", ["labs/", "submissions/", "labs/double/submissions/", f"submissions/{UUID(int=1)}/"]
)
def test_anonymous_is_asked_for_a_token(lab: Lab, address: str) -> None:
    answer = APIClient().get(f"/api/v1/{address}")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["title"] == "Unauthorized"


def test_others_submissions_are_not_there(
    as_ada: APIClient, as_ben: APIClient, cleo: User, ada: User, hand_in: HandIn
) -> None:
    submission = hand_in(ada)
    address = f"/api/v1/submissions/{submission.pk}/"
    assert as_ada.get(address).status_code == 200
    assert as_ben.get(address).status_code == 404
    assert as_ben.post(f"{address}cancel/").status_code == 404
    assert as_ben.get("/api/v1/submissions/").json()["results"] == []
    assert as_ben.get(HAND_IN).json()["results"] == []
    assert client_of(cleo).get(address).status_code == 200
    assert client_of(cleo).post(f"{address}cancel/").status_code == 404


def test_the_owner_cancels(as_ada: APIClient, ada: User, hand_in: HandIn) -> None:
    submission = hand_in(ada)
    for _ in range(2):
        answer = as_ada.post(f"/api/v1/submissions/{submission.pk}/cancel/")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")


@pytest.mark.parametrize("address", ["/api/v1/submissions/", HAND_IN])
def test_lists_are_paged_and_cost_the_same_queries_for_any_number_of_rows(
    as_ada: APIClient, ada: User, hand_in: HandIn, fake_grader: Graders, address: str
) -> None:
    def listed() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            body = as_ada.get(address).json()
        assert "source" not in body["results"][0]
        return body["count"], len(queries)

    services.grade(hand_in(ada).pk, grader=fake_grader())
    hand_in(ada)
    count, few = listed()
    for _ in range(5):
        services.grade(hand_in(ada).pk, grader=fake_grader())
    assert (count, listed()) == (2, (7, few))


def test_labs_show_what_learners_may_see(as_ada: APIClient, lab: Lab) -> None:
    [listed] = as_ada.get("/api/v1/labs/").json()["results"]
    shown = as_ada.get(listed["url"])
    assert shown.json()["entry_points"] == [{"name": "double", "signature": "double(x)"}]
    assert shown.json()["starter"] == lab.starter
    assert shown.json()["version"] == lab.current_version.version
    for secret in ("secret reference", "secret checks", "secret mistake", "Twice", "Think of"):
        assert secret not in shown.content.decode()


def test_unpublished_labs_are_not_there(as_ada: APIClient, lab: Lab) -> None:
    Lab.objects.update(is_published=False)
    assert as_ada.get("/api/v1/labs/").json()["results"] == []
    for answer in (as_ada.get("/api/v1/labs/double/"), as_ada.post(HAND_IN, {"source": "x"}, format="json")):
        assert answer.status_code == 404


def test_a_password_buys_a_token(ada: User, lab: Lab) -> None:
    answer = APIClient().post("/api/v1/token/", {"username": "ada", "password": PASSWORD}, format="json")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    assert client.get("/api/v1/labs/").status_code == 200


def test_a_wrong_password_buys_none(ada: User) -> None:
    answer = APIClient().post("/api/v1/token/", {"username": "ada", "password": "guess"}, format="json")
    assert answer.status_code == 400
    assert "token" not in answer.json()


def test_a_session_needs_its_csrf_token(ada: User, lab: Lab) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post(HAND_IN, {"source": "x = 1"}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_an_unknown_address_is_a_problem_too() -> None:
    answer = APIClient().get("/api/v1/nowhere/at/all")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_the_documentation_page_is_there(client: Client) -> None:
    assert client.get("/api/v1/docs/").status_code == 200
