"""Quizzes in the admin: every kind of item, and pools instead of items."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.entries import Behaviour, Catalog, Level, Pool
from catalog.entries import Quiz as QuizEntry
from content.models import Item, Quiz
from content.services.loading import load
from each_kind import DRAWN, EACH

ENTRIES = (
    QuizEntry("every-kind", "Every kind", "One of each.", (*EACH.values(), DRAWN)),
    QuizEntry("pools", "Pools", "Drawn.", (), behaviour=Behaviour.EXAM, minutes=9, pools=(Pool(Level.BEGINNER, 3),)),
)


@pytest.fixture
def author(client: Client, cleo: User) -> Client:
    load(Catalog(quizzes=ENTRIES))
    client.force_login(cleo)
    return client


def address(slug: str) -> str:
    return reverse("admin:content_quiz_change", args=[Quiz.objects.get(slug=slug).pk])


def posted(page: Any) -> dict[str, Any]:
    """Return what a browser would post back from the page."""
    (items,) = (inline.formset for inline in page.context["inline_admin_formsets"])
    bound = [field for form in (page.context["adminform"].form, items.management_form, *items.forms) for field in form]
    values = {field.html_name: field.value() for field in bound}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def complaints(page: Any) -> str:
    assert page.status_code == 200, "The form was accepted."
    return unescape(str(page.context["errors"]))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_saving_an_unchanged_quiz_changes_nothing(author: Client, entry: QuizEntry) -> None:
    answer = author.post(address(entry.slug), posted(author.get(address(entry.slug))))
    assert answer.status_code == 302, complaints(answer)
    assert Quiz.objects.get(slug=entry.slug).entry() == entry


def test_what_an_item_of_a_kind_needs_is_edited_as_in_its_file(author: Client) -> None:
    data = posted(author.get(address("every-kind")))
    place = next(name for name, value in data.items() if value == "ordering-item").removesuffix("slug")
    assert data[f"{place}details"].startswith('sequence = ["forward", "loss"')
    answer = author.post(address("every-kind"), data | {f"{place}details": 'sequence = ["one", "two", "three"]'})
    assert answer.status_code == 302, complaints(answer)
    assert Item.objects.get(slug="ordering-item").entry().sequence == ("one", "two", "three")


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ('sequence = ["one", "two"]', "sequence: expected three to ten steps, found 2"),
        ("sequence = [", "not valid TOML"),
        ('sequence = ["a", "b", "c"]\nwhatever = 1', "whatever: unknown key"),
        ("", "sequence: is missing"),
    ],
)
def test_a_fault_in_an_item_is_a_sentence(author: Client, details: str, sentence: str) -> None:
    data = posted(author.get(address("every-kind")))
    place = next(name for name, value in data.items() if value == "ordering-item").removesuffix("slug")
    page = author.post(address("every-kind"), data | {f"{place}details": details})
    assert sentence in complaints(page)
    assert Item.objects.get(slug="ordering-item").entry() in ENTRIES[0].items


def test_a_quiz_with_neither_items_nor_pools_is_refused(author: Client) -> None:
    page = author.post(address("pools"), posted(author.get(address("pools"))) | {"pools": ""})
    assert "at least one item, or pools" in complaints(page)


def test_a_policy_that_cannot_be_kept_is_refused(author: Client) -> None:
    page = author.post(address("pools"), posted(author.get(address("pools"))) | {"feedback": "after_date"})
    assert "feedback_after: is missing" in complaints(page)
