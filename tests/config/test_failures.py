"""Pages for what went wrong: each has a way on and a reference, and asks nothing of what may be broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.models import User
from config import failures
from content.models import Lesson
from content.search import index

Raise = Callable[[type[Exception]], None]


@pytest.fixture
def careless(client: Client) -> Client:
    """A client that answers as a server does where a view raises."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Raise:
    """Let the list of labs, page and API, raise an exception."""

    def breaks(kind: type[Exception]) -> None:
        def fail(*_: object, **__: object) -> None:
            raise kind("the reason, which is nobody's business")

        monkeypatch.setattr("submissions.selectors.concepts_of_labs", fail)
        monkeypatch.setattr("submissions.api.views.LabList.get_queryset", fail)

    return breaks


def reference_on(answer: Any) -> str:
    shown = re.search(r"<code>([\w-]+)</code>", answer.content.decode())
    assert shown
    return shown[1]


@pytest.mark.django_db
def test_a_fault_of_ours_has_a_page_whose_reference_is_in_the_log(
    careless: Client, breaks: Raise, caplog: pytest.LogCaptureFixture
) -> None:
    breaks(RuntimeError)
    answer = careless.get("/labs/")
    assert answer.status_code == 500
    assert reference_on(answer) == answer.headers["X-Request-ID"]
    assert "nobody's business" not in answer.content.decode()
    assert 'href="/"' in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


def test_no_page_at_all_needs_the_database_to_say_that_it_is_away(
    careless: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "connect", away)
    monkeypatch.setattr(connection, "cursor", away)
    for address in ("/", "/labs/", "/lessons/"):
        answer = careless.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30"), address
        assert reference_on(answer) == answer.headers["X-Request-ID"]
    told = careless.get("/api/v1/labs/", headers={"Authorization": "Token x"})
    assert (told.status_code, told.headers["Content-Type"]) == (503, "application/problem+json")
    assert told.json()["reference"] == told.headers["X-Request-ID"]


@pytest.mark.parametrize("broken", ["django.templatetags.static.static", "config.failures.render_to_string"])
def test_the_page_comes_even_when_no_template_can_be_drawn(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("no manifest")

    monkeypatch.setattr(broken, fail)
    monkeypatch.setattr("django.templatetags.static.StaticNode.handle_simple", fail)
    request = RequestFactory().get("/")
    request.reference = "7F3K-Q9MX"  # type: ignore[attr-defined]
    answer = failures.server_error(request)
    assert (answer.status_code, "7F3K-Q9MX" in answer.content.decode()) == (500, True)


@pytest.mark.django_db
def test_the_api_tells_a_fault_as_a_problem(admin_client: Client, breaks: Raise) -> None:
    admin_client.raise_request_exception = False
    breaks(RuntimeError)
    answer = admin_client.get("/api/v1/labs/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    problem = answer.json()
    assert problem.pop("reference") == answer.headers["X-Request-ID"]
    detail = "Something broke on our side."
    assert problem == {"type": "about:blank", "title": "Internal Server Error", "status": 500, "detail": detail}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/lessons/dropot-layers/", "/labs/dropout-layer/", "/dropout-layers"])
def test_a_page_that_is_not_there_offers_search_and_what_it_may_have_been(client: Client, address: str) -> None:
    Lesson.objects.create(slug="dropout-layers", title="Dropout layers", summary="s", body="b", is_published=True)
    index.rebuild()
    answer = client.get(address, follow=True)
    assert answer.status_code == 404
    assert [hit.url for hit in answer.context["likely"]] == ["/lessons/dropout-layers/"]
    assert answer.context["words"].startswith("drop")
    assert 'Dropout layers</a> <span class="muted small">Lessons</span>' in answer.content.decode()
    assert reference_on(answer) == answer.headers["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/privacy", "/lab", "/lessons/explained-layers/"])
def test_what_only_holds_the_words_is_not_suggested_but_the_lists_are(client: Client, address: str) -> None:
    body = "Privacy, laboratories, and layers explained."
    Lesson.objects.create(slug="dropout", title="Dropout of labels", summary="s", body=body, is_published=True)
    index.rebuild()
    answer = client.get(address, follow=True)
    assert (answer.status_code, answer.context["likely"]) == (404, ())
    for way_on in ("/lessons/", "/labs/", "/quizzes/", "/questions/"):
        assert f'<li><a href="{way_on}">' in answer.content.decode().partition('id="lists"')[2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/wp-login.php", "/submissions/0b7e0e0c-0000-4000-8000-000000000000/", "/9/", f"/{'a' * 200}/", "/%00/"]
)
def test_an_address_that_is_no_words_is_not_searched_for(
    client: Client, ada: User, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(ada)
    asked: list[str] = []
    monkeypatch.setattr("content.search.sqlite.match", lambda words: asked.append(words) or [])
    answer = client.get(address)
    assert (answer.status_code, asked) == (404, [])


@pytest.mark.django_db
def test_too_many_tries_says_when_to_try_again(client: Client, ada: User) -> None:
    for _ in range(10):
        answer = client.post("/admin/login/", {"username": "ada", "password": "wrong"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes." in answer.content.decode()
    assert reference_on(answer) == answer.headers["X-Request-ID"]


def test_a_program_that_tries_too_often_is_told_as_a_problem() -> None:
    answer = failures.locked_out(RequestFactory().post("/api/v1/token/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert answer.headers["Content-Type"] == "application/problem+json"


def refused(request: HttpRequest) -> None:
    raise PermissionDenied


@pytest.mark.django_db
def test_who_may_not_see_a_page_is_told_as_whom_they_are_signed_in(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("submissions.selectors.concepts_of_labs", lambda: refused(None))  # type: ignore[arg-type]
    visitor = client.get("/labs/")
    assert (visitor.status_code, "/accounts/login/?next=%2Flabs%2F" in visitor.content.decode()) == (403, True)
    client.force_login(ada)
    shown = client.get("/labs/").content.decode()
    assert "You are signed in as ada." in shown
    assert "Sign in as somebody else" in shown


@pytest.mark.django_db
def test_a_form_that_is_no_longer_valid_says_where_its_text_is(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "ada"})
    assert answer.status_code == 403
    assert "What you typed is still in your browser" in answer.content.decode()
    assert reference_on(answer) == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("page", ["500.html", "503.html"])
def test_the_pages_of_our_faults_are_drawn_without_a_request(page: str) -> None:
    assert "7F3K-Q9MX" in render_to_string(page, {"reference": "7F3K-Q9MX"})
