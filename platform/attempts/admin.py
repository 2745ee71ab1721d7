"""Attempts in the admin: to look at, not to change."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from accounts.records import ReadOnly
from attempts.models import Attempt, Response


class ResponseInline(ReadOnly, TabularInline):  # type: ignore[misc]
    model = Response
    fields = ("position", "item", "answer", "mark", "revision", "saved_at")
    extra = 0


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("quiz", "learner", "state", "behaviour", "score", "max_score", "started_at", "finished_at")
    list_filter = ("state", "behaviour", "quiz")
    list_select_related = ("quiz", "learner")
    search_fields = ("learner__username", "learner__email", "quiz__title", "quiz__slug")
    date_hierarchy = "started_at"
    inlines = (ResponseInline,)


@admin.register(Response)
class ResponseAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("item", "attempt", "position", "answer", "mark", "saved_at")
    list_filter = ("attempt__state", "attempt__quiz")
    list_select_related = ("item", "attempt__learner", "attempt__quiz")
    search_fields = ("item__slug", "attempt__learner__username", "attempt__quiz__slug")
