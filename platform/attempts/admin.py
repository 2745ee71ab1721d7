"""Attempts in the admin, to look at and not to change, and more time for those who need it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from accounts.records import ReadOnly
from attempts import services
from attempts.models import Attempt, Response, TimeExtension
from attempts.statistics_admin import StatisticsPages


class ResponseInline(ReadOnly, TabularInline):  # type: ignore[misc]
    model = Response
    fields = ("position", "item", "answer", "certainty", "mark", "revision", "saved_at")
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
class ResponseAdmin(StatisticsPages, ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("item", "attempt", "position", "answer", "mark", "saved_at")
    list_filter = ("attempt__state", "attempt__quiz")
    list_select_related = ("item", "attempt__learner", "attempt__quiz")
    search_fields = ("item__slug", "attempt__learner__username", "attempt__quiz__slug")


@admin.register(TimeExtension)
class TimeExtensionAdmin(ModelAdmin):  # type: ignore[misc]
    """More time for a learner; an attempt that is open gets it at once."""

    list_display = ("learner", "quiz", "percent", "minutes", "note")
    list_filter = ("quiz",)
    list_select_related = ("learner", "quiz")
    search_fields = ("learner__username", "learner__email", "quiz__title", "note")
    autocomplete_fields = ("learner", "quiz")

    def save_model(self, request: HttpRequest, obj: TimeExtension, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.extend_open_attempts(learner=obj.learner)

    def delete_model(self, request: HttpRequest, obj: TimeExtension) -> None:
        super().delete_model(request, obj)
        services.extend_open_attempts(learner=obj.learner)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[TimeExtension]) -> None:
        learners = [extension.learner for extension in queryset.select_related("learner")]
        super().delete_queryset(request, queryset)
        for learner in learners:
            services.extend_open_attempts(learner=learner)
