"""The FAQ, the glossary and the concepts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import pytest_django
from django.test import Client

from accounts.models import User
from content.models import Concept, Item, Lab, LearningPath, Lesson, Question, Quiz, Term

pytestmark = pytest.mark.django_db


def put(slug: str, order: int = 0, *, is_published: bool = True) -> Lesson:
    return Lesson.objects.create(
        slug=slug, title=slug.upper(), question="Why?", order=order, body="", group="G", is_published=is_published
    )


def stage(title: str, *lessons: str) -> dict[str, Any]:
    return {"title": title, "summary": f"Short answer to {title}", "lessons": list(lessons), "labs": []}


def test_the_faq_answers_in_order_and_links_what_is_published(client: Client) -> None:
    put("one"), put("draft", is_published=False)
    stages = [stage("Why?", "one", "draft", "unwritten"), stage("How?")]
    LearningPath.objects.create(slug="faq", title="FAQ", summary="Asked often.", kind="faq", stages=stages)
    LearningPath.objects.create(slug="course", title="Course", summary="", kind="course", stages=[stage("Module")])
    response = client.get("/faq/")
    answered = response.context["answered"]
    assert [(entry.number, entry.question) for entry in answered] == [(1, "Why?"), (2, "How?")]
    assert [lesson.slug for lesson in answered[0].lessons] == ["one"]
    page = response.content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in json.loads(data)["mainEntity"]] == [
        ("Why?", "Short answer to Why?"),
        ("How?", "Short answer to How?"),
    ]
    assert "Asked often." in page
    assert '<span class="number">2</span> questions' in page
    assert "Module" not in page


def test_an_empty_faq_leads_to_the_lessons(client: Client) -> None:
    assert "No questions yet" in client.get("/faq/").content.decode()


def test_the_glossary_runs_from_a_to_z_with_signs_first(client: Client) -> None:
    put("one"), put("draft", is_published=False)
    for slug, title, lesson in (
        ("f1", "F1", "one"),
        ("adam", "Adam", "draft"),
        ("zero-shot", "0-shot", ""),
        ("batch", "batch", ""),
    ):
        Term.objects.create(slug=slug, title=title, text="*So*.", lesson=lesson)
    response = client.get("/glossary/")
    letters = response.context["letters"]
    assert [(letter.name, [entry.term.slug for entry in letter.terms]) for letter in letters] == [
        ("#", ["zero-shot"]),
        ("A", ["adam"]),
        ("B", ["batch"]),
        ("F", ["f1"]),
    ]
    assert [entry.lesson and entry.lesson.slug for letter in letters for entry in letter.terms] == [
        None,
        None,
        None,
        "one",
    ]
    page = response.content.decode()
    assert '<div id="f1"><dt>F1</dt>' in page
    assert "<em>So</em>" in page
    assert '<span class="number">4</span> words' in page


def test_a_concept_gathers_everything_published_about_it(client: Client) -> None:
    before, concept, after = (Concept.objects.create(slug=slug, title=slug, summary="") for slug in ("a", "b", "c"))
    concept.prerequisites.add(before)
    after.prerequisites.add(concept)
    put("one").concepts.add(concept)
    put("draft", is_published=False).concepts.add(concept)
    Lab.objects.create(slug="lab", title="The lab", is_published=True).concepts.add(concept)
    Question.objects.create(slug="q", title="The question", is_published=True).concepts.add(concept)
    asked = Quiz.objects.create(slug="asked", title="The quiz", is_published=True)
    other = Quiz.objects.create(slug="other", title="Another quiz", is_published=True)
    Item.objects.create(quiz=asked, slug="i", position=1, kind="truth").concepts.add(concept)
    Item.objects.create(quiz=other, slug="i", position=1, kind="truth", is_retired=True).concepts.add(concept)
    response = client.get("/concepts/b/")
    page = response.content.decode()
    for shown in ("ONE", "The lab", "The question", "The quiz", "1 question on this", "/concepts/a/", "/concepts/c/"):
        assert shown in page, shown
    for hidden in ("DRAFT", "Another quiz"):
        assert hidden not in page
    assert client.get("/concepts/nothing/").status_code == 404
    assert "1 lesson" in client.get("/concepts/").content.decode()


def test_concepts_and_quizzes_stand_by_title_not_as_they_were_stored(client: Client) -> None:
    second, first = (Concept.objects.create(slug=slug, title=title, summary="") for slug, title in ("aZ", "bY"))
    assert [concept.title for concept in client.get("/concepts/").context["concepts"]] == ["Y", "Z"]
    for title in ("Late", "Early"):
        quiz = Quiz.objects.create(slug=title.lower(), title=title, is_published=True)
        Item.objects.create(quiz=quiz, slug="i", position=1, kind="truth").concepts.set([first, second])
    assert [quiz.title for quiz in client.get(second.get_absolute_url()).context["quizzes"]] == ["Early", "Late"]


@pytest.mark.parametrize("address", ["/faq/", "/glossary/", "/concepts/", "/concepts/c-0/"])
def test_indexes_cost_at_most_twelve_queries_however_much_there_is(
    client: Client, ada: User, address: str, django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    concepts = [Concept.objects.create(slug=f"c-{n}", title="C", summary="") for n in range(4)]
    for n in range(5):
        put(f"l-{n}", n).concepts.set(concepts)
        Term.objects.create(slug=f"t-{n}", title="T", text="T", lesson=f"l-{n}")
        quiz = Quiz.objects.create(slug=f"q-{n}", title="Q", is_published=True)
        Item.objects.create(quiz=quiz, slug="i", position=1, kind="truth").concepts.set(concepts)
        LearningPath.objects.create(slug=f"p-{n}", title="P", summary="", kind="faq", stages=[stage("S", "l-1")])
    client.force_login(ada)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
