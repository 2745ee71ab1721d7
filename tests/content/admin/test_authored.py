from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from content.models import Concept, Item, Lesson, Question, Quiz

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def author(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """Return what a browser would post back from a change page, with `changes` on top."""
    form = page.context["adminform"].form
    forms = [form]
    data: dict[str, Any] = {}
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for each in forms:
        for bound in each:
            value = bound.value()
            if value is None or value is False:
                continue
            rows = isinstance(value, list)
            data[bound.html_name] = [str(getattr(row, "pk", row)) for row in value] if rows else value
    return {key: _as_sent(value) for key, value in (data | changes).items()}


def _as_sent(value: Any) -> Any:
    """Browsers send a newline as two characters."""
    return value.replace("\r\n", "\n").replace("\n", "\r\n") if isinstance(value, str) else value


def sentences(page: Any) -> str:
    assert page.status_code == 200, "The form was accepted."
    return unescape(str(page.context["errors"]))


MODELS = ["concept", "lesson", "question", "quiz", "lab"]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_staff_see_every_list_and_empty_form(author: Client, model: str, page: str) -> None:
    assert author.get(reverse(f"admin:content_{model}_{page}")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_learners_are_sent_to_the_sign_in_page(client: Client, ada: User, model: str) -> None:
    client.force_login(ada)
    answer = client.get(reverse(f"admin:content_{model}_changelist"))
    assert (answer.status_code, "/admin/login/" in answer.url) == (302, True)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("model", "row"), [("concept", Concept), ("lesson", Lesson), ("question", Question), ("quiz", Quiz)]
)
def test_saving_an_unchanged_form_changes_nothing(author: Client, model: str, row: Any) -> None:
    before = row.objects.first().entry()
    url = reverse(f"admin:content_{model}_change", args=[row.objects.first().pk])
    answer = author.post(url, posted(author.get(url)))
    assert answer.status_code == 302, sentences(answer)
    assert row.objects.first().entry() == before


def test_structured_values_are_shown_as_the_files_write_them(author: Client) -> None:
    page = author.get(reverse("admin:content_question_change", args=[Question.objects.get().pk]))
    rubric = page.context["adminform"].form["rubric"].value()
    assert 'keywords = ["eval", "identity"]\ncritical = true' in rubric


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[rubric]]\ntext = 3", "rubric[1].text: expected text, found a whole number"),
        ("[[rubric]]\ntext = ", "line 2: not valid TOML"),
        ("[[points]]\ntext = 'a'", "points: unknown key; expected one of rubric"),
        ("", "This field is required."),
    ],
)
def test_a_fault_in_a_structured_value_is_a_sentence(author: Client, text: str, expected: str) -> None:
    url = reverse("admin:content_question_change", args=[Question.objects.get().pk])
    page = author.post(url, posted(author.get(url), rubric=text))
    errors = page.context["adminform"].form.errors
    assert expected in str(errors["rubric"].as_data())
    assert "__all__" not in errors


def test_an_item_whose_answers_do_not_fit_its_kind_is_refused(author: Client) -> None:
    url = reverse("admin:content_quiz_change", args=[Quiz.objects.get().pk])
    data = posted(author.get(url))
    place = next(key for key, value in data.items() if value == "survivor-scale").removesuffix("slug")
    page = author.post(url, data | {f"{place}choices": "[[choice]]\ntext = 'a'\n[[choice]]\ntext = 'b'"})
    assert "choice: expected exactly one correct choice, found 0" in sentences(page)
    assert Item.objects.get(slug="survivor-scale").choices[0]["correct"] is True


def test_lessons_cannot_be_made_to_require_each_other(author: Client) -> None:
    first, second = Lesson.objects.get(slug="forward-pass"), Lesson.objects.get(slug="dropout")
    url = reverse("admin:content_lesson_change", args=[first.pk])
    page = author.post(url, posted(author.get(url), prerequisites=[str(second.pk)]))
    assert "Prerequisites run in a circle: dropout → forward-pass → dropout" in sentences(page)


def test_a_new_lesson_is_linked_to_the_question_that_waited_for_it(author: Client) -> None:
    url = reverse("admin:content_lesson_add")
    data = posted(
        author.get(url),
        slug="nobody-wrote-this-lesson",
        title="Now somebody did",
        question="Why?",
        summary="Because.",
        group="New",
        body="Text.\r\nMore.",
    )
    answer = author.post(url, data)
    assert answer.status_code == 302, sentences(answer)
    lesson = Lesson.objects.get(slug="nobody-wrote-this-lesson")
    assert lesson in Question.objects.get().lessons.all()
    assert "\r" not in lesson.body


def test_a_lesson_that_shows_a_missing_figure_is_refused(author: Client) -> None:
    url = reverse("admin:content_lesson_change", args=[Lesson.objects.get(slug="forward-pass").pk])
    page = author.post(url, posted(author.get(url), body="![x](nowhere.svg)"))
    assert "the body shows “nowhere.svg”" in sentences(page)
