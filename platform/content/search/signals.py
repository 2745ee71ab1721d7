"""The one place where saving or deleting something reaches the search: files, admin and API all save rows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps as every_app
from django.apps.registry import Apps
from django.db.models.signals import post_delete, post_migrate, post_save

from content.models import Lesson, Quiz
from content.models.search import SearchEntry
from content.search import index
from content.search.documents import FIELDS, KINDS, Row


def connect(app: Any) -> None:
    """Listen to what is saved and deleted, and fill the index of a site that had content before it had a search."""
    for model in KINDS:
        post_save.connect(_saved, sender=model, dispatch_uid=f"search-saved-{model.__name__}")
        post_delete.connect(_deleted, sender=model, dispatch_uid=f"search-deleted-{model.__name__}")
    post_save.connect(_quiz_saved, sender=Quiz, dispatch_uid="search-quiz")
    post_migrate.connect(_fill, sender=app, dispatch_uid="search-fill")


def _saved(sender: type[Row], instance: Row, update_fields: Collection[str] | None = None, **_: Any) -> None:
    if update_fields is None or FIELDS[sender] & set(update_fields):
        index.refresh(instance)


def _deleted(instance: Row, **_: Any) -> None:
    index.drop(instance)


def _quiz_saved(instance: Quiz, **_: Any) -> None:
    # Whatever was saved: items are retired by a query, which tells nobody.
    index.refresh_items(instance)


def _fill(using: str, apps: Apps = every_app, **_: Any) -> None:
    # After migrating backwards the table is not there any more.
    has_table = SearchEntry._meta.model_name in apps.all_models["content"]  # noqa: SLF001 - Django's own name for it
    if using == "default" and has_table and not SearchEntry.objects.exists() and Lesson.objects.exists():
        index.rebuild()
