"""The index follows what is saved, deleted, retired and loaded."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import pytest_django
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from catalog.files import read_catalog
from content.models import Item, Lesson, Quiz
from content.models.search import SearchEntry
from content.search import index, search
from content.services.loading import load

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    return [hit.plain_title for hit in search(text)]


def entries() -> set[tuple[str, int, str, str, str, str, str]]:
    return set(SearchEntry.objects.values_list("kind", "row", "title", "question", "summary", "body", "code"))


def test_what_changes_is_found_by_its_new_words_alone(lesson: Lesson) -> None:
    lesson.body = "They climb trees."
    lesson.save()
    assert titles("climb") == ["Ferrets at work"]
    assert titles("squeeze") == []


def test_what_goes_offline_or_is_deleted_is_gone(lesson: Lesson) -> None:
    lesson.is_published = False
    lesson.save(update_fields=["is_published"])
    assert titles("ferret") == []
    lesson.is_published = True
    lesson.save()
    assert titles("ferret") == ["Ferrets at work"]
    lesson.delete()
    assert titles("ferret") == []


def test_saving_what_no_entry_shows_costs_nothing(
    lesson: Lesson, django_assert_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        lesson.save(update_fields=["reviewed_on"])


def test_an_item_follows_itself_and_its_quiz(item: Item) -> None:
    item.stem = "Which animal digs?"
    item.save()
    assert titles("digs") == ["Which animal digs?"]
    item.quiz.is_published = False
    item.quiz.save()
    assert titles("digs") == []


def test_a_retired_item_is_gone_once_its_quiz_is_saved(item: Item) -> None:
    Item.with_retired.update(is_retired=True)
    item.quiz.save(update_fields=["lesson"])
    assert titles("cables") == []


def test_a_quiz_takes_its_items_along(item: Item) -> None:
    Quiz.objects.all().delete()
    assert SearchEntry.objects.count() == 0


def test_loading_keeps_the_index_as_rebuilding_makes_it(tree: Path) -> None:
    load(read_catalog(tree))
    loaded = entries()
    index.rebuild()
    assert entries() == loaded
    assert loaded


def test_an_item_that_its_file_lost_is_not_found(tree: Path) -> None:
    load(read_catalog(tree))
    quiz = Quiz.objects.filter(is_published=True, items__isnull=False).first()
    assert quiz is not None
    quiz.items.first().delete()  # type: ignore[union-attr]
    assert SearchEntry.objects.filter(kind="item").count() == Item.objects.filter(quiz__is_published=True).count()


def test_saving_in_the_admin_is_enough(client: Client, cleo: User, others: None) -> None:
    from content.models import Term

    client.force_login(cleo)
    term = Term.objects.get()
    answer = client.post(
        f"/admin/content/term/{term.pk}/change/",
        {"slug": term.slug, "title": term.title, "text": "A domesticated thief.", "lesson": ""},
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert titles("thief") == ["Ferret"]


def test_reindex_mends_what_changed_behind_its_back(lesson: Lesson, others: None) -> None:
    Lesson.objects.update(title="Weasels at work")
    SearchEntry.objects.filter(kind="lab").delete()
    stale = SearchEntry.objects.create(kind="lesson", row=99999, title="Ghost", url="/")
    assert titles("weasel") == []
    out = io.StringIO()
    call_command("reindex", stdout=out)
    assert out.getvalue() == "4 entries can be found.\n"
    assert titles("weasel") == ["Weasels at work"]
    assert titles("metres") == ["Let a ferret run"]
    assert not SearchEntry.objects.filter(pk=stale.pk).exists()


def test_a_site_that_had_content_before_the_search_is_indexed_by_migrating(lesson: Lesson) -> None:
    SearchEntry.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert titles("ferret") == ["Ferrets at work"]


@pytest.mark.django_db(transaction=True)
def test_the_search_can_be_migrated_away_and_back(lesson: Lesson) -> None:
    call_command("migrate", "content", "0003", verbosity=0)
    call_command("migrate", verbosity=0)
    assert titles("ferret") == ["Ferrets at work"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL generates its column")
def test_the_index_of_sqlite_agrees_with_its_table(lesson: Lesson, item: Item, others: None) -> None:
    lesson.save()
    item.delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO content_searchindex (content_searchindex, rank) VALUES ('integrity-check', 1)")
