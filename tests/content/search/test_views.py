"""The search page."""

from __future__ import annotations

import re

import pytest
import pytest_django
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.models import Lesson, Term
from content.search.views import page_number

pytestmark = pytest.mark.django_db


def page(client: Client, **values: str) -> str:
    answer = client.get("/search/", values)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_words_it_says_what_it_searches(client: Client) -> None:
    assert "Look for a word or ask a question" in page(client)
    assert "holds no letter and no digit" in page(client, q="🦊")


def test_hits_are_shown_with_their_words_marked(client: Client, lesson: Lesson) -> None:
    shown = page(client, q="ferret")
    assert '<a href="/lessons/ferrets/"><mark>Ferrets</mark> at work</a>' in shown


def test_what_is_found_and_what_was_typed_are_escaped(client: Client, lesson: Lesson) -> None:
    Term.objects.create(slug="x", title="<b>Bold</b> & proud", text="<img src=x onerror=alert(1)> bold")
    shown = page(client, q="bold <script>alert(1)</script>")
    assert "<script>alert" not in shown
    shown = page(client, q="bold")
    assert "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; proud" in shown
    assert "<img" not in shown


def test_filters_keep_the_words_and_count_the_hits(client: Client, lesson: Lesson, others: None) -> None:
    shown = page(client, q="ferret", kind="lab")
    assert 'href="?q=ferret&amp;kind=lesson"' in shown
    assert re.search(r'href="\?q=ferret&amp;kind=lab" aria-current="true">Labs <span class="number">1<', shown)
    assert "/lessons/ferrets/" not in shown
    assert 'name="kind" value="lab"' in shown


def test_pages_can_be_turned(client: Client) -> None:
    for number in range(12):
        Term.objects.create(slug=f"t{number}", title=f"Tensor {number}", text="A tensor.")
    assert 'rel="next" href="?q=tensor&amp;page=2"' in page(client, q="tensor")
    second = page(client, q="tensor", page="2")
    assert 'rel="prev" href="?q=tensor"' in second
    assert 'rel="next"' not in second
    assert "Nothing on this page" in page(client, q="tensor", page="9")


def test_a_misspelt_word_is_told_and_linked(client: Client, lesson: Lesson) -> None:
    shown = page(client, q="feret")
    assert "Nothing was found for “feret”" in shown
    assert 'href="?q=ferret' in shown


def test_without_a_hit_there_is_a_way_on(client: Client, lesson: Lesson) -> None:
    assert 'href="/glossary/"' in page(client, q="xyzzyx")
    assert "These hold some of your words" in page(client, q="ferret xyzzyx quux")


def test_a_text_that_is_too_long_is_cut_and_says_so(client: Client) -> None:
    assert "longer than a search can be" in page(client, q="word " * 500)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    values=st.fixed_dictionaries({"q": st.text(max_size=80), "kind": st.text(max_size=5), "page": st.text(max_size=9)})
)
def test_nothing_that_is_sent_breaks_the_page(client: Client, lesson: Lesson, values: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in values.items()}
    assert client.get("/search/", sent).status_code == 200


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("", 1), ("0", 1), ("-1", 1), ("²", 1), ("x", 1), ("9" * 20, 1), ("5000", 1000)]
)
def test_what_is_no_page_is_the_first(text: str, number: int) -> None:
    assert page_number(text) == number


def test_the_page_costs_the_same_however_much_is_found(
    client: Client, lesson: Lesson, django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    for number in range(40):
        Term.objects.create(slug=f"t{number}", title=f"Ferret {number}", text="A ferret.")
    for text in ("ferret", "taught", "feret", "xyzzyx"):
        with django_assert_max_num_queries(7):
            page(client, q=text)
