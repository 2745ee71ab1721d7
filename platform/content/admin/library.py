"""Admin pages of facts, glossary terms and learning paths."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from content.admin.authored import AuthoredAdmin
from content.forms.library import LearningPathForm, TermForm
from content.forms.published import FactForm
from content.models import FactRecord, LearningPath, Term


class DueFilter(admin.SimpleListFilter):
    """Facts whose day of review has passed, or has not."""

    title = "review"
    parameter_name = "review"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [("due", "Due"), ("later", "Later")]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[FactRecord]) -> QuerySet[FactRecord]:
        today = timezone.localdate()
        if self.value() == "due":
            return queryset.filter(review_by__lt=today)
        return queryset.filter(review_by__gte=today) if self.value() == "later" else queryset


@admin.register(FactRecord)
class FactRecordAdmin(ModelAdmin):  # type: ignore[misc]  # unfold is untyped
    """Facts of all lessons, those first that are due for a look."""

    form = FactForm
    list_display = ("name", "value", "unit", "lesson", "as_of", "review_by", "review")
    list_filter = (DueFilter,)
    list_select_related = ("lesson",)
    search_fields = ("name", "value", "source", "lesson__title")
    ordering = ("review_by", "lesson")

    @admin.display(description="review")
    def review(self, fact: FactRecord) -> str:
        return "Due" if fact.review_by < timezone.localdate() else ""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Facts are added on the page of their lesson."""
        return False


@admin.register(Term)
class TermAdmin(AuthoredAdmin):
    form = TermForm
    list_display = ("title", "slug", "lesson")


@admin.register(LearningPath)
class LearningPathAdmin(AuthoredAdmin):
    form = LearningPathForm
    list_display = ("title", "slug", "kind")
    list_filter = ("kind",)
