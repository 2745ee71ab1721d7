"""The gate before learners, and the list of facts that are due for a look."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from content.models import FactRecord, LearningPath, Lesson, Question, Term

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def author(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """Return what a browser would post back from a change page, with `changes` on top; None leaves a field out."""
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    data: dict[str, Any] = {}
    for bound in (bound for form in forms for bound in form):
        value = bound.value()
        if isinstance(value, list):
            data[bound.html_name] = [str(getattr(row, "pk", row)) for row in value]
        elif value is not None and value is not False:
            data[bound.html_name] = value
    return {key: value for key, value in (data | changes).items() if value is not None}


def change(author: Client, row: Any, **changes: Any) -> Any:
    url = reverse(f"admin:content_{row._meta.model_name}_change", args=[row.pk])
    return author.post(url, posted(author.get(url), **changes), follow=True)


def sentences(page: Any) -> str:
    return unescape(str(page.context["errors"]))


def test_a_published_lesson_must_pass_the_checks_and_a_draft_need_not(author: Client) -> None:
    lesson = Lesson.objects.get(slug="forward-pass")
    body = "## One layer\n\nTODO, and [gone](/lessons/gone/), [loss](glossary:loss), [itself](/lessons/forward-pass/)."
    page = change(author, lesson, body=body)
    assert "holds the placeholder “TODO”" in sentences(page)
    assert "links to “/lessons/gone/”, which is not published" in sentences(page)
    assert "take the tick from “published”" in sentences(page)
    assert "glossary" not in sentences(page)
    assert "forward-pass/”" not in sentences(page)
    lesson.refresh_from_db()
    assert "TODO" not in lesson.body
    change(author, lesson, body=body, is_published=None)
    lesson.refresh_from_db()
    assert (lesson.is_published, "TODO" in lesson.body) == (False, True)


def test_a_published_question_must_pass_the_checks(author: Client) -> None:
    page = change(author, Question.objects.get(), model_answer="Lorem ipsum.")
    assert "holds the placeholder “Lorem ipsum”" in sentences(page)


def test_a_stale_fact_is_said_and_does_not_keep_a_lesson_back(author: Client) -> None:
    FactRecord.objects.update(review_by=timezone.localdate() - dt.timedelta(days=1))
    page = change(author, Lesson.objects.get(slug="dropout"), title="Dropping out")
    assert Lesson.objects.filter(title="Dropping out").exists()
    assert "“Rate for hidden units” was to be reviewed by" in str(next(iter(page.context["messages"])))


def test_the_list_of_facts_shows_those_that_are_due(author: Client) -> None:
    address = reverse("admin:content_factrecord_changelist")
    due = FactRecord.objects.get()
    due.review_by = timezone.localdate() - dt.timedelta(days=1)
    due.save()
    later = FactRecord.objects.create(
        lesson=due.lesson, name="Later", value="1", as_of="2026-01-01", source="S", review_by=timezone.localdate()
    )

    def listed(query: str) -> list[FactRecord]:
        return list(author.get(f"{address}{query}").context["cl"].queryset)

    assert listed("") == [due, later]
    assert listed("?review=due") == [due]
    assert listed("?review=later") == [later]
    assert author.get(reverse("admin:content_factrecord_add")).status_code == 403


@pytest.mark.parametrize("row", [Term, LearningPath, FactRecord])
def test_saving_an_unchanged_form_changes_nothing(author: Client, row: Any) -> None:
    before = row.objects.values().first()
    change(author, row.objects.first())
    assert row.objects.values().first() == before


@pytest.mark.parametrize("model", ["term", "learningpath"])
def test_staff_see_the_list_and_the_empty_form(author: Client, model: str) -> None:
    for page in ("changelist", "add"):
        assert author.get(reverse(f"admin:content_{model}_{page}")).status_code == 200


def test_a_fault_in_a_stage_is_a_sentence(author: Client) -> None:
    page = change(author, LearningPath.objects.get(), stages="[[stage]]\ntitle = 'A'")
    assert "stage[1].summary: is missing" in str(page.context["adminform"].form.errors["stages"])
