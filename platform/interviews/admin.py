"""Interview practice in the admin: to look at, not to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from interviews.models import Practice


@admin.register(Practice)
class PracticeAdmin(ModelAdmin):  # type: ignore[misc]
    """What learners wrote is theirs: staff may read it and delete it, nobody may rewrite it."""

    list_display = ("question", "learner", "state", "percent", "created_at", "finished_at")
    list_filter = ("state", "question__level", "question")
    list_select_related = ("question", "learner")
    search_fields = ("learner__username", "learner__email", "question__title", "question__slug")
    date_hierarchy = "created_at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
