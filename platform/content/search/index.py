"""Keeps the search entries in step with what is published."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from content.models import Item, Quiz
from content.models.search import SearchEntry, SearchKind
from content.search.documents import KINDS, Row, entry_of, is_public, published

_TEXTS = ["title", "question", "summary", "body", "code", "url"]
_AT_ONCE = 200


@transaction.atomic
def rebuild() -> int:
    """Write all entries anew and return how many there are."""
    entries = [entry_of(row) for row in published()]
    wanted = {(entry.kind, entry.row) for entry in entries}
    there = SearchEntry.objects.values_list("pk", "kind", "row")
    _drop_keys([pk for pk, kind, row in there if (kind, row) not in wanted])
    _put(entries)
    return len(entries)


def refresh(row: Row) -> None:
    """Bring the entry of one row up to date. One query."""
    if is_public(row):
        _put([entry_of(row)])
    else:
        drop(row)


def refresh_items(quiz: Quiz) -> None:
    """Bring the entries of a quiz's items up to date."""
    items = list(Item.with_retired.filter(quiz=quiz))
    for item in items:
        item.quiz = quiz
    _put([entry_of(item) for item in items if is_public(item)])
    gone = [item.pk for item in items if not is_public(item)]
    SearchEntry.objects.filter(kind=SearchKind.ITEM, row__in=gone).delete()


def drop(row: Row) -> None:
    SearchEntry.objects.filter(kind=KINDS[type(row)], row=row.pk).delete()


def _drop_keys(keys: list[int]) -> None:
    for start in range(0, len(keys), _AT_ONCE):
        SearchEntry.objects.filter(pk__in=keys[start : start + _AT_ONCE]).delete()


def _put(entries: Iterable[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["kind", "row"],
        update_fields=_TEXTS,
    )
