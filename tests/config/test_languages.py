"""A page is in the learner's language; what programs read stays English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language_ends_with_the_test() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_english_without_a_wish(client: Client) -> None:
    assert '<html lang="en" dir="ltr">' in client.get("/").content.decode()


def test_the_browser_says_the_language_at_the_first_visit(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    assert '<html lang="de" dir="ltr">' in page.content.decode()
    assert "Accept-Language" in page.headers["Vary"]
    assert page.headers["Content-Language"] == "de"


def test_a_language_that_is_not_there_gives_english(client: Client) -> None:
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "eo"}).content.decode()


def test_the_choice_keeps_the_page_and_wins_over_the_browser(client: Client) -> None:
    address = "/lessons/?level=beginner"
    assert f'name="next" value="{address}"' in client.get(address).content.decode()
    answer = client.post("/i18n/setlang/", {"language": "de", "next": address})
    assert answer.headers["Location"] == address
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="de"' in page


def test_the_choice_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "de", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/api/v1/labs/", "/admin/login/"])
def test_what_programs_and_authors_read_stays_english(client: Client, path: str) -> None:
    english = client.get(path)
    german = client.get(path, headers={"Accept-Language": "de"})
    assert german.status_code == english.status_code
    assert translation.get_language() == "en"


def test_the_feed_stays_english(client: Client) -> None:
    assert 'xml:lang="en"' in client.get("/lessons/feed.atom", headers={"Accept-Language": "de"}).content.decode()
