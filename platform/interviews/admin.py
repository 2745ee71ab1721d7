"""Interview practice in the admin: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.records import ReadOnly
from interviews.models import Practice


@admin.register(Practice)
class PracticeAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What learners wrote is theirs: staff may read it and delete it, nobody may rewrite it."""

    list_display = ("question", "learner", "state", "percent", "created_at", "finished_at")
    list_filter = ("state", "question__level", "question")
    list_select_related = ("question", "learner")
    search_fields = ("learner__username", "learner__email", "question__title", "question__slug")
    date_hierarchy = "created_at"
