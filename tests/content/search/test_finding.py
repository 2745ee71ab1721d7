"""Searching: what comes first, what is forgiven, and what it costs."""

from __future__ import annotations

import pytest
import pytest_django
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.models import Lesson, Term
from content.models.search import SearchEntry, SearchKind
from content.search import find, search

# What could be taken for syntax by either database.
SYNTAX = st.lists(
    st.sampled_from([*"ab \"'*^:()-+|&!<>{}%_\\/\0\n", "AND ", "OR ", "NOT ", "NEAR(", "title:", "🦊", "é", "ß", "³"])
).map("".join)


def titles(text: str, *kinds: SearchKind) -> list[str]:
    return [hit.plain_title for hit in search(text, kinds=kinds)]


def test_each_lesson_is_found_first_by_its_own_question(shipped: None) -> None:
    lessons = Lesson.objects.filter(is_published=True)
    first = {lesson.slug: (search(lesson.question, limit=1) or [None])[0] for lesson in lessons}
    assert {slug for slug, hit in first.items() if hit is None or hit.url != f"/lessons/{slug}/"} == set()
    assert len(first) >= 4


def test_each_title_is_found_on_the_first_page(shipped: None) -> None:
    lost = [
        entry.title
        for entry in SearchEntry.objects.exclude(kind=SearchKind.ITEM)
        if entry.url not in {hit.url for hit in search(entry.title)}
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("typed", "meant", "url"),
    [
        ("dropuot", "dropout", "/lessons/dropout/"),
        ("backpropogation", "backpropagation", "/lessons/forward-and-backprop/"),
        ("how does dropuot work", "dropout work", "/lessons/dropout/"),
    ],
)
def test_misspelt_words_are_forgiven(shipped: None, typed: str, meant: str, url: str) -> None:
    results = find(typed)
    assert results.corrected == meant
    assert url in {hit.url for hit in results.hits[:3]}


def test_words_are_found_by_their_beginnings_forms_and_spellings(lesson: Lesson) -> None:
    Term.objects.create(slug="l1", title="Regularization", text="Naïve behaviour is penalised.")
    for typed in ("regularis", "regularisation", "regularized", "naive", "behavior", "PENALIZED", "penalties"):
        expected = [] if typed == "penalties" else ["Regularization"]
        assert titles(typed) == expected, typed
    assert titles("ferr") == ["Ferrets at work"]
    assert titles("teach taught") == []


def test_the_words_that_were_found_are_marked(lesson: Lesson) -> None:
    (hit,) = search("ferret pipes")
    assert [piece.text for piece in hit.title if piece.is_match] == ["Ferrets"]
    assert "Ferrets" in {piece.text for piece in hit.snippet if piece.is_match}


def test_a_title_counts_more_than_a_text(lesson: Lesson) -> None:
    for number in range(5):
        Term.objects.create(slug=f"t{number}", title=f"Pet {number}", text="Like ferrets, ferrets and ferrets.")
    assert titles("ferrets")[0] == "Ferrets at work"


def test_kinds_narrow_down_and_are_counted(lesson: Lesson, others: None) -> None:
    results = find("ferret", kinds=[SearchKind.LAB])
    assert [hit.kind for hit in results.hits] == [SearchKind.LAB]
    assert results.total == 1
    assert dict(results.by_kind) == {"lesson": 1, "term": 1, "question": 1, "lab": 1, "item": 0}


def test_pages_follow_each_other_without_gap_or_repetition(db: None) -> None:
    for number in range(25):
        Term.objects.create(slug=f"t{number:02}", title=f"Tensor {number:02}", text="A tensor.")
    pages = [find("tensor", offset=offset) for offset in (0, 10, 20, 30)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert {page.total for page in pages} == {25}
    assert len({hit.url for page in pages for hit in page.hits}) == 25


def test_without_a_hit_comes_what_is_close(lesson: Lesson) -> None:
    results = find("ferret quantum")
    assert results.hits == ()
    assert [hit.plain_title for hit in results.close] == ["Ferrets at work"]


def test_nothing_is_found_for_nothing(lesson: Lesson) -> None:
    for text in ("", "   ", "🦊", '"', "\0"):
        assert find(text).hits == ()
    assert find("xyzzyx").hits == find("xyzzyx").close == ()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=60), SYNTAX))
def test_nothing_that_is_typed_breaks_a_search(lesson: Lesson, text: str) -> None:
    for hit in find(text).hits:
        assert hit.url
        assert hit.plain_title


def test_what_is_found_does_not_change_what_it_costs(
    lesson: Lesson, django_assert_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    for number in range(30):
        Term.objects.create(slug=f"t{number}", title=f"Ferret {number}", text="A ferret.")
    for text in ("taught", "ferret"):
        with django_assert_num_queries(2):
            assert find(text).hits
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert find("feret").corrected
    assert len(queries) <= 7
    with CaptureQueriesContext(connection) as queries:
        assert find("xyzzyx").corrected == ""
    assert len(queries) <= 7


def test_words_side_by_side_count_more(db: None) -> None:
    Term.objects.create(slug="a", title="Rate of a machine", text="Machine learning at the usual rate, and learning.")
    Term.objects.create(slug="b", title="Step size", text="Also called learning rate.")
    Term.objects.create(slug="c", title="Something else", text="What it is not.")
    assert titles("learning rate") == ["Step size", "Rate of a machine"]
