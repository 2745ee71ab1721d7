"""The progress page."""

from __future__ import annotations

import pytest
import pytest_django
from django.test import Client

from accounts.models import User
from content.models import Concept, Lab, Quiz

from .conftest import Site, Submit


def test_each_kind_has_a_tab_with_what_is_worth_another_look_first(
    client: Client, site: Site, submit: Submit, ada: User
) -> None:
    submit(ada, site.other_lab, points=4.0)
    client.force_login(ada)
    page = client.get("/progress/?show=labs").content.decode()
    assert page.index("Other") < page.index("Not begun")
    assert "best 4 of 10 points" in page
    assert page.count("<details") - page.count("<details open") >= 1
    for show, words in (("lessons", "Not marked as read"), ("quizzes", "Not taken"), ("", "Nothing here yet")):
        assert words in client.get(f"/progress/?show={show}").content.decode()


def test_a_concept_has_a_word_beside_its_bar(client: Client, site: Site, submit: Submit, ada: User) -> None:
    site.lab.concepts.add(Concept.objects.create(slug="dropout", title="Dropout", summary="S"))
    client.force_login(ada)
    assert "Not begun" in client.get("/progress/").content.decode()
    submit(ada, site.lab, verdict="passed", points=10.0)
    page = client.get("/progress/").content.decode()
    assert "Strong" in page
    assert '<progress class="progress" max="100" value="100"' in page


def test_days_are_counted_and_never_held_against_anybody(client: Client, site: Site, submit: Submit, ada: User) -> None:
    client.force_login(ada)
    assert "shows up here" in client.get("/progress/").content.decode()
    submit(ada, site.lab)
    page = client.get("/progress/").content.decode()
    assert "</strong> day in the last four weeks" in page
    for word in ("missed", "lost", "broken", "only "):
        assert word not in page


def test_the_calendar_can_be_hidden(client: Client, site: Site, ada: User) -> None:
    client.force_login(ada)
    client.post("/profile/", {"first_name": "", "email": ada.email})
    assert "Your days" not in client.get("/progress/").content.decode()
    client.post("/profile/", {"first_name": "", "email": ada.email, "shows_days": "on"})
    assert "Your days" in client.get("/progress/").content.decode()


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/progress/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("show", ["concepts", "lessons", "labs", "quizzes"])
def test_it_costs_at_most_twelve_queries_however_much_there_is(
    client: Client,
    site: Site,
    submit: Submit,
    ada: User,
    show: str,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    client.force_login(ada)
    for n in range(6):
        concept = Concept.objects.create(slug=f"c{n}", title="C", summary="S")
        lab = Lab.objects.create(slug=f"l{n}", title="L", summary="S", statement="", is_published=True)
        lab.current_version = site.lab.current_version
        lab.concepts.add(concept)
        submit(ada, lab)
        Quiz.objects.create(slug=f"q{n}", title="Q", lesson=site.first, is_published=True)
    with django_assert_max_num_queries(12):
        assert client.get(f"/progress/?show={show}").status_code == 200
