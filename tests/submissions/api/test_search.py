"""Search over the REST interface: pages, kinds, and what is refused."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from content.models import Lesson, Term

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


@pytest.fixture(autouse=True)
def _terms(db: None) -> None:
    Lesson.objects.create(
        slug="ferrets", title="Ferrets", question="What?", summary="A summary.", group="g", body="b", is_published=True
    )
    for number in range(12):
        Term.objects.create(slug=f"t{number}", title=f"Term {number}", text="It is about a ferret & more.")


def test_hits_come_in_pages(client: APIClient) -> None:
    first = client.get("/api/v1/search/", {"q": "ferret"}).json()
    assert first["count"] == 13
    assert first["previous"] is None
    assert first["results"][0]["title"] == "Ferrets"
    assert first["results"][0]["url"] == "http://testserver/lessons/ferrets/"
    second = client.get(first["next"]).json()
    assert len(first["results"]) + len(second["results"]) == 13
    assert second["next"] is None
    assert client.get(second["previous"]).json() == first


def test_a_snippet_is_plain_text_in_pieces(client: APIClient) -> None:
    (hit,) = client.get("/api/v1/search/", {"q": "ferret term 3"}).json()["results"][:1]
    assert {"text": "ferret", "is_match": True} in hit["snippet"]
    assert "".join(piece["text"] for piece in hit["snippet"]) == "It is about a ferret & more."


def test_kinds_narrow_down(client: APIClient) -> None:
    answer = client.get("/api/v1/search/", {"q": "ferret", "kind": "lesson"}).json()
    assert [hit["kind"] for hit in answer["results"]] == ["lesson"]


def test_a_misspelt_word_is_told(client: APIClient) -> None:
    assert client.get("/api/v1/search/", {"q": "ferrrets"}).json()["corrected"] == "ferrets"


@pytest.mark.parametrize(("values", "field"), [({}, "q"), ({"q": "🦊"}, "q"), ({"q": "a", "kind": "cats"}, "kind")])
def test_what_can_not_be_searched_is_a_problem(client: APIClient, values: dict[str, str], field: str) -> None:
    answer = client.get("/api/v1/search/", values)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_it_asks_for_a_token_as_all_of_the_interface_does() -> None:
    assert APIClient().get("/api/v1/search/", {"q": "ferret"}).status_code == 401
