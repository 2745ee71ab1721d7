"""A page is in the learner's language; what programs read stays English."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from accounts.models import User

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


@pytest.mark.parametrize(("language", "times"), [("en", 0), ("de", 2)])
def test_where_the_interface_is_not_english_it_says_that_the_content_is(
    client: Client, language: str, times: int
) -> None:
    page = client.get("/", headers={"Accept-Language": language}).content.decode()
    assert page.count("Lektionen, Labs und Fragen sind auf Englisch.") == times
    assert "are in English" not in page


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


def test_an_email_is_in_the_language_of_the_request_that_caused_it(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email}, headers={"Accept-Language": "de"})
    assert "Passwort" in mailoutbox[0].subject


def test_dates_and_decimals_are_written_as_the_language_writes_them() -> None:
    shown = Template("{{ day|date:'DATE_FORMAT' }}; {{ share|floatformat:1 }}")
    context = Context({"day": datetime.date(2026, 3, 4), "share": 0.5})
    assert shown.render(context) == "4 March 2026; 0.5"
    with translation.override("de"):
        assert shown.render(context) == "4. März 2026; 0,5"


def test_scripts_get_the_catalogue_in_another_language_alone(client: Client) -> None:
    assert "catalogue.js" not in client.get("/").content.decode()
    page = client.get("/", headers={"Accept-Language": "de"}).content.decode()
    assert 'src="/i18n/catalogue.js?language=de"' in page
    catalogue = client.get("/i18n/catalogue.js?language=de", headers={"Accept-Language": "de"})
    assert "Entwurf gespeichert" in catalogue.content.decode()
    assert len(catalogue.content) < 8000
