"""Pages of lessons."""

from __future__ import annotations

import pytest
import pytest_django
from django.test import Client

from accounts.models import User
from content.models import Concept, FactRecord, Lab, Lesson, LessonFigure, Question, Quiz, Term

BODY = "## Where it starts\n\nText with $x$.\n\n![A wire](wire.svg)\n\n### Deeper\n\nMore."


def make_lesson(slug: str, order: int = 0, **changes: object) -> Lesson:
    values = {
        "title": slug.capitalize(),
        "question": "Why?",
        "summary": "Because.",
        "group": "Basics",
        "order": order,
        "body": BODY,
        "is_published": True,
    }
    return Lesson.objects.create(slug=slug, **(values | changes))


def test_the_list_groups_what_is_published(client: Client, db: None) -> None:
    make_lesson("one", 1)
    make_lesson("two", 2, group="Later")
    make_lesson("three", 3)
    make_lesson("hidden", 4, is_published=False)
    groups = client.get("/lessons/").context["groups"]
    shape = [(group.title, [lesson.slug for lesson in group.lessons]) for group in groups]
    assert shape == [("Basics", ["one", "three"]), ("Later", ["two"])]


def test_the_list_begins_with_links_to_its_groups_where_there_are_several(client: Client, db: None) -> None:
    make_lesson("one", 1)
    assert 'class="jumps"' not in client.get("/lessons/").content.decode()
    make_lesson("two", 2, group="Later")
    page = client.get("/lessons/").content.decode()
    links = page.split('class="jumps"')[1].split("</nav>")[0]
    assert [group for group in ("Basics", "Later") if group not in links] == []
    assert 'href="#group-2"' in links
    assert '<h2 id="group-2"' in page


def test_a_lesson_says_who_wrote_it(client: Client, db: None) -> None:
    make_lesson("one", author="Ada Lovelace")
    assert "<span>By Ada Lovelace</span>" in client.get("/lessons/one/").content.decode()


def test_the_list_can_be_narrowed_by_level_and_concept(client: Client, db: None) -> None:
    make_lesson("one", level="advanced")
    tagged = make_lesson("two")
    tagged.concepts.add(Concept.objects.create(slug="loss", title="Loss", summary="What is minimised."))

    def shown(query: str) -> list[str]:
        return [lesson.slug for group in client.get(f"/lessons/{query}").context["groups"] for lesson in group.lessons]

    assert shown("?level=advanced") == ["one"]
    make_lesson("three", 3, group="Later")
    assert shown("?group=Later") == ["three"]
    assert shown("?group=Basics&concept=loss") == ["two"]
    assert shown("?concept=loss") == ["two"]
    assert shown("?level=no-such&concept=no-such&group=no-such") == ["one", "two", "three"]
    page = client.get("/lessons/?group=Later&level=advanced").content.decode()
    assert '<option value="Later" selected>' in page
    assert "No lesson fits all of that" in page


def test_a_lesson_shows_its_text_figures_and_contents(client: Client, db: None) -> None:
    lesson = make_lesson("one", key_points=["Keep $x$."], sources=[{"title": "A paper", "url": "https://example.org"}])
    LessonFigure.objects.create(
        lesson=lesson, name="wire.svg", svg='<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    )
    page = client.get("/lessons/one/").content.decode()
    assert '<a href="#h-where-it-starts">Where it starts</a>' in page
    assert 'id="h-where-it-starts"' in page
    assert '<path d="M0 0"' in page
    assert "A paper" in page
    assert "1 minute to read" in page


def test_a_lesson_leads_to_its_neighbours_and_its_work(client: Client, db: None) -> None:
    make_lesson("before", 1)
    lesson = make_lesson("here", 2)
    make_lesson("after", 3)
    Quiz.objects.create(slug="quiz", title="The quiz", summary="", lesson=lesson, is_published=True)
    Lab.objects.create(slug="draft-lab", title="An unfinished lab", summary="", lesson=lesson)
    Question.objects.create(
        slug="asked", title="The question", prompt="", model_answer="", is_published=True
    ).lessons.add(lesson)
    page = client.get("/lessons/here/").content.decode()
    assert '<a rel="prev" href="/lessons/before/">' in page
    assert '<a rel="next" href="/lessons/after/">' in page
    assert "The quiz" in page
    assert "The question" in page
    assert "An unfinished lab" not in page


def test_a_draft_is_for_staff_alone(client: Client, ada: User, cleo: User) -> None:
    make_lesson("draft", is_published=False)
    assert client.get("/lessons/draft/").status_code == 404
    client.force_login(ada)
    assert client.get("/lessons/draft/").status_code == 404
    client.force_login(cleo)
    assert "only authors see this page" in client.get("/lessons/draft/").content.decode()


@pytest.mark.parametrize("address", ["/lessons/", "/lessons/lesson-0/"])
def test_lessons_cost_at_most_twelve_queries_however_much_there_is(
    client: Client,
    ada: User,
    address: str,
    django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    for n in range(6):
        lesson = make_lesson(f"lesson-{n}", n, body=f"{BODY}\n\n[a](glossary:loss) [b](glossary:mask)")
        FactRecord.objects.create(
            lesson=lesson, name="F", value="1", as_of="2026-01-01", source="S", review_by="2027-01-01"
        )
        lesson.concepts.add(Concept.objects.create(slug=f"c-{n}", title="C", summary=""))
        lesson.prerequisites.set(Lesson.objects.exclude(pk=lesson.pk))
        Quiz.objects.create(slug=f"q-{n}", title="Q", summary="", lesson=Lesson.objects.first(), is_published=True)
    client.force_login(ada)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_a_lesson_shows_its_words_items_explainers_and_facts(client: Client, db: None) -> None:
    Term.objects.create(slug="loss", title="loss", text="How bad it is.")
    body = (
        "The [loss](glossary:loss).\n\n[Check this](item:a-1)\n\n[Try it](explainer:dropout)\n\n[No](explainer:nothing)"
    )
    lesson = make_lesson("one", body=body, sources=[{"title": "A paper", "url": "https://example.org"}])
    FactRecord.objects.create(
        lesson=lesson,
        name="Size",
        value="3 GB",
        unit="GB",
        as_of="2026-02-01",
        source="A paper",
        review_by="2027-01-01",
    )
    page = client.get("/lessons/one/").content.decode()
    assert "How bad it is." in page
    assert 'data-explainer="dropout"' in page
    assert "js/explainers/dropout" in page
    assert "Check this" not in page, "there is no quiz to check oneself with"
    assert "as of 1 February 2026" in page
    assert '<strong class="number">3 GB</strong>' in page
    quiz = Quiz.objects.create(slug="one", title="The quiz", summary="", lesson=lesson, is_published=True)
    assert "Check this" not in client.get("/lessons/one/").content.decode(), "the quiz gives feedback at its end"
    quiz.behaviour = "practice"
    quiz.save()
    page = client.get("/lessons/one/").content.decode()
    assert 'hx-get="/quizzes/one/items/a-1/"' in page
    assert '<a class="button quiet" href="/quizzes/one/items/a-1/">Check this</a>' in page


def test_formulas_come_drawn_and_explainers_are_loaded_where_there_are_any(client: Client, db: None) -> None:
    make_lesson("one", body="So $x = 1$.", key_points=["It is $y$."])
    page = client.get("/lessons/one/").content.decode()
    assert "explainers.css" not in page
    assert "<mi>x</mi><mo>=</mo><mn>1</mn>" in page
    assert "<mi>y</mi>" in page


def test_the_contents_say_how_many_sections_they_list(client: Client, db: None) -> None:
    make_lesson("one")
    response = client.get("/lessons/one/")
    assert len(response.context["contents"]) == 2
    assert "2 sections" in response.content.decode()
