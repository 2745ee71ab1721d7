"""Submissions in the admin: to look at, not to change."""

from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.records import ReadOnly
from submissions.models import BadCheckReport, Submission


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("lab", "learner", "state", "verdict", "points", "max_points", "created_at", "wall_ms")
    list_filter = ("visible_only", "state", "verdict", "lab", "device")
    list_select_related = ("lab", "learner")
    search_fields = ("=id", "learner__username", "learner__email", "lab__slug", "lab__title")
    date_hierarchy = "created_at"
    fields = (
        ("lab", "lab_version", "learner"),
        ("state", "verdict", "points", "max_points"),
        ("created_at", "started_at", "finished_at"),
        ("deliveries", "device", "visible_only"),
        "source",
        "report_text",
    )
    readonly_fields = ("report_text",)

    def get_queryset(self, _request: HttpRequest) -> QuerySet[Submission]:
        return Submission.runs.order_by("-created_at")

    @admin.display(description="report")
    def report_text(self, submission: Submission) -> str:
        return json.dumps(submission.report, indent=2, ensure_ascii=False) if submission.report else ""

    @admin.display(description="took")
    def wall_ms(self, submission: Submission) -> str:
        return f"{submission.report['wall_ms']:.0f} ms" if submission.report else ""


@admin.register(BadCheckReport)
class BadCheckReportAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("check_id", "lab", "lab_version", "seed", "learner", "created_at", "is_settled")
    list_filter = ("is_settled", "submission__lab")
    list_select_related = ("submission__lab", "submission__learner", "lab_version")
    fields = ("submission", "check_id", "lab_version", "seed", "text", "created_at", "is_settled")
    readonly_fields = ("submission", "check_id", "lab_version", "seed", "text", "created_at")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    @admin.display(description="lab")
    def lab(self, row: BadCheckReport) -> str:
        return str(row.submission.lab)

    @admin.display(description="learner")
    def learner(self, row: BadCheckReport) -> str:
        return str(row.submission.learner)
