"""The home page and the profile."""

from __future__ import annotations

import re

import pytest
import pytest_django
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from accounts.models import User
from attempts.models import Response
from content.models import Item, Lab, Quiz
from mastery import selectors
from mastery.models import Card, LessonRead

from .conftest import Site, Submit


def test_a_visitor_sees_a_verdict_that_names_a_bug(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()
    assert "What this usually means" in page
    assert "/accounts/signup/" in page


def test_the_verdict_says_that_it_is_an_example_and_leads_to_its_lab(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()
    assert "An example: the verdict on it" in page
    assert "/labs/dropout-inverted/" not in page  # not published here
    site.lab.slug = "dropout-inverted"
    site.lab.save()
    assert 'Write it yourself: <a href="/labs/dropout-inverted/">Lab</a>' in client.get("/").content.decode()


def test_home_counts_the_lessons_read(client: Client, site: Site, ada: User) -> None:
    LessonRead.objects.create(learner=ada, lesson=site.first)
    client.force_login(ada)
    page = client.get("/").content.decode()
    assert re.search(r"Lessons read</dt><dd[^>]*>1<span> of 2", page)


def test_a_learner_sees_what_to_do_next(client: Client, site: Site, submit: Submit, ada: User) -> None:
    submit(ada, site.lab)
    client.force_login(ada)
    page = client.get("/").content.decode()
    assert "Go on with the lab" in page
    assert "What this usually means" not in page


def test_home_costs_at_most_twelve_queries_however_much_there_is(
    client: Client,
    site: Site,
    submit: Submit,
    ada: User,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    client.force_login(ada)
    for n in range(8):
        lab = Lab.objects.create(slug=f"l{n}", title="L", summary="S", statement="", is_published=True)
        lab.current_version = site.lab.current_version
        submit(ada, lab)
    for address in ("/", "/profile/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/profile/", "/profile/token/", "/profile/token/revoke/"])
def test_the_profile_asks_a_visitor_to_sign_in(client: Client, db: None, address: str) -> None:
    reply = client.get(address) if address == "/profile/" else client.post(address)
    assert reply.status_code == 302
    assert reply.headers["Location"].startswith("/accounts/login/")


def test_a_new_name_is_saved(client: Client, ada: User) -> None:
    client.force_login(ada)
    reply = client.post("/profile/", {"first_name": "Augusta", "email": ada.email}, follow=True)
    assert "Your profile is saved." in reply.content.decode()
    ada.refresh_from_db()
    assert ada.first_name == "Augusta"


def test_a_new_address_without_the_password_is_refused_and_nothing_is_saved(client: Client, ada: User) -> None:
    client.force_login(ada)
    page = client.post("/profile/", {"first_name": "Augusta", "email": "new@example.org"}).content.decode()
    assert "Enter your password" in page
    ada.refresh_from_db()
    assert (ada.first_name, ada.email) == ("", "ada@example.org")


def test_a_token_is_shown_once(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.post("/profile/token/")
    key = Token.objects.get(user=ada).key
    assert key in client.get("/profile/").content.decode()
    assert key not in client.get("/profile/").content.decode()


def test_a_token_can_be_revoked(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.post("/profile/token/")
    client.post("/profile/token/revoke/")
    assert not Token.objects.exists()


def test_a_token_is_never_made_by_a_link(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/profile/token/").status_code == 405


def test_a_visitor_answers_a_real_item_without_an_account(client: Client, site: Site) -> None:
    Quiz.objects.update(behaviour="practice")
    choices = [{"text": text, "correct": text == "This", "feedback": f"FEEDBACK {text}"} for text in ("This", "That")]
    item = Item.objects.create(
        quiz=site.quiz, slug="item", kind="single", stem="Which?", explanation="EXPLAINS", choices=choices
    )
    page = client.get("/").content.decode()
    assert "Which?" in page
    for kept in ("EXPLAINS", "FEEDBACK", "is-right"):
        assert kept not in page
    address = f"/quizzes/{site.quiz.slug}/items/{item.slug}/"
    assert f'action="{address}"' in page
    assert "htmx.min" in page  # else answering would leave the page
    seed = re.search(r'name="seed" value="(\d+)"', page)
    told = client.post(address, {"action": "check", "seed": seed and seed[1], "qitem": "0"}).content.decode()
    assert "EXPLAINS" in told
    assert not Response.objects.exists()


def test_a_site_without_practice_asks_visitors_nothing(client: Client, site: Site) -> None:
    assert "Try one question" not in client.get("/").content.decode()


def test_visitors_are_asked_about_what_the_verdict_beside_it_is_about(site: Site) -> None:
    Quiz.objects.update(behaviour="practice")
    other = Quiz.objects.create(slug="aaa", title="A", summary="", behaviour="practice", is_published=True)
    made = [Item.objects.create(quiz=quiz, slug="i", stem="?", explanation="!") for quiz in (other, site.quiz)]
    assert selectors.item_to_try(site.lab.slug) == made[1]
    assert selectors.item_to_try(site.other_lab.slug) in made


def test_home_says_what_is_due_and_what_was_begun(client: Client, site: Site, submit: Submit, ada: User) -> None:
    now = timezone.now()
    for thing in ({"kind": "question", "question": site.question}, {"kind": "lab", "lab": site.other_lab}):
        Card.objects.create(
            learner=ada, stability=1, difficulty=5, reviewed_at=now, due=now, last_rating=3, **thing
        )  # fmt: skip
    submit(ada, site.lab)
    client.force_login(ada)
    page = client.get("/").content.decode()
    assert "<strong>2</strong> due" in page
    assert "About 3 minutes. One lab to write again: about 30 minutes." in page
    assert "Continue where you stopped" in page
    assert page.count('class="plan-line"') == 2


def test_home_says_when_everything_is_done(client: Client, ada: User, site: Site) -> None:
    LessonRead.objects.bulk_create(LessonRead(learner=ada, lesson=lesson) for lesson in (site.first, site.second))
    for thing in (site.quiz, site.lab, site.other_lab, site.question):
        type(thing).objects.update(is_published=False)
    client.force_login(ada)
    assert "Everything here is done" in client.get("/").content.decode()


def test_home_costs_at_most_twelve_queries_on_the_day_something_new_was_learnt(
    client: Client, site: Site, submit: Submit, ada: User,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client.force_login(ada)
    for lab in (site.lab, site.other_lab):
        submit(ada, lab, verdict="passed", points=10.0)
    with django_assert_max_num_queries(12 + 2):  # two are the test's savepoint
        client.get("/")
    assert ada.cards.count() == 2
